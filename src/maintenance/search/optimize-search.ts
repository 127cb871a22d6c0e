import { withOwner } from './with-owner.js';

/** What was tidied of one table. */
export interface OptimizedTable {
  readonly table: string;
  /** Dead rows before and after, as PostgreSQL counts them. */
  readonly deadRowsBefore: number;
  readonly deadRowsAfter: number;
  readonly durationMs: number;
}

export interface OptimizeReport {
  /** Pages of the latest documents' words that were put to their places in the index. */
  readonly pendingPages: number;
  readonly tables: readonly OptimizedTable[];
}

const TABLES = ['sluice.search_documents', 'sluice.search_words'] as const;

/**
 * Empties the index's pending list, which each search reads, then vacuums and analyzes the search's tables, while others search and write.
 * @param url of the role that migrates.
 * @throws SluiceError as {@link withOwner}.
 */
export async function optimizeSearch(url: string, signal?: AbortSignal): Promise<OptimizeReport> {
  return withOwner(url, signal, async (session) => {
    const [cleaned] = await session.query('select sluice.clean_search_index()::int as pages');
    const tables: OptimizedTable[] = [];
    const deadRows = async (table: string): Promise<number> => {
      const [row] = await session.query('select pg_stat_get_dead_tuples($1::regclass)::float8 as rows', [
        table,
      ]);
      return row!['rows'] as number;
    };
    for (const table of TABLES) {
      const startedMs = performance.now();
      const deadRowsBefore = await deadRows(table);
      await session.query(`vacuum (analyze) ${table}`);
      tables.push({
        table,
        deadRowsBefore,
        deadRowsAfter: await deadRows(table),
        durationMs: Math.round(performance.now() - startedMs),
      });
    }
    return { pendingPages: cleaned!['pages'] as number, tables };
  });
}
