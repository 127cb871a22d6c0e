import { withOwner, type OwnerSession } from './with-owner.js';

/** One source, and how many documents it has. */
export interface SourceStats {
  readonly source: string;
  readonly documents: number;
  /** Whether every row has its document; false while they are being made. */
  readonly isComplete: boolean;
}

/** One index of the search's tables. */
export interface IndexStats {
  readonly index: string;
  readonly sizeBytes: number;
  /** How often it was used since statistics were last reset. */
  readonly scans: number;
  readonly lastRebuiltAt: string | null;
  /** How much larger it is than it would be new: by its size at its last rebuild and the rows then and now. Null where it never was rebuilt. */
  readonly bloatBytes: number | null;
  /** Pages of words that wait for their places, which each search reads; null for an index without such a list. */
  readonly pendingPages: number | null;
  /** Whether `pendingPages` is what there is; else it is the most that there may be, for the server does not tell. */
  readonly isPendingExact: boolean;
  readonly isValid: boolean;
}

/** One table of the search's own. */
export interface TableStats {
  readonly table: string;
  readonly sizeBytes: number;
  readonly liveRows: number;
  readonly deadRows: number;
  readonly lastVacuumAt: string | null;
  readonly lastAnalyzeAt: string | null;
}

/** A search that took long. */
export interface SlowSearch {
  readonly tenantId: string;
  readonly query: string;
  readonly askedAt: string;
  readonly results: number;
  readonly durationMs: number;
}

/** How the search of a database stands. Instants are ISO 8601, in UTC. */
export interface SearchStats {
  readonly sources: readonly SourceStats[];
  readonly languages: readonly { readonly language: string; readonly documents: number }[];
  readonly tables: readonly TableStats[];
  readonly indexes: readonly IndexStats[];
  /** Whether the planner knows how common words are; without, it takes every word for rare. Null where the login may not see: superusers may. */
  readonly hasWordStatistics: boolean | null;
  /** The slowest of the last 24 hours, slowest first. */
  readonly slowest: readonly SlowSearch[];
}

const SLOWEST = 10;

const iso = (instant: string): string =>
  `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const SOURCES = `
  select s.name as source, s.is_complete as "isComplete", coalesce(d.documents, 0)::float8 as documents
  from sluice.search_sources as s
  left join (select source, count(*) as documents from sluice.search_documents group by source) as d on d.source = s.name
  order by s.name`;

const LANGUAGES = `
  select language, count(*)::float8 as documents from sluice.search_documents group by language order by 2 desc, 1`;

const TABLES = `
  select s.schemaname || '.' || s.relname as "table", pg_table_size(s.relid)::float8 as "sizeBytes", s.n_live_tup::float8 as "liveRows",
    s.n_dead_tup::float8 as "deadRows", ${iso('greatest(s.last_vacuum, s.last_autovacuum)')} as "lastVacuumAt",
    ${iso('greatest(s.last_analyze, s.last_autoanalyze)')} as "lastAnalyzeAt"
  from pg_stat_all_tables as s
  where s.schemaname = 'sluice' and s.relname in ('search_documents', 'search_words')
  order by 1`;

/** What lies behind gin_pending_list_limit is put to its place by the next write. */
const INDEXES = `
  select s.schemaname || '.' || s.indexrelname as index, pg_relation_size(s.indexrelid)::float8 as "sizeBytes", s.idx_scan::float8 as scans,
    ${iso('b.built_at')} as "lastRebuiltAt",
    greatest(0, pg_relation_size(s.indexrelid) - b.size_bytes * greatest(t.reltuples, 0) / nullif(b.row_count, 0))::bigint::float8
      as "bloatBytes",
    case when a.amname = 'gin' and not coalesce(c.reloptions, '{}') @> '{fastupdate=off}' then ceil(
      coalesce(substring(array_to_string(c.reloptions, ',') from 'gin_pending_list_limit=([0-9]+)'),
        (select g.setting from pg_settings as g where g.name = 'gin_pending_list_limit'))::numeric * 1024
      / current_setting('block_size')::int)::float8 end as "maxPendingPages",
    i.indisvalid as "isValid"
  from pg_stat_all_indexes as s
  join pg_index as i on i.indexrelid = s.indexrelid
  join pg_class as c on c.oid = s.indexrelid
  join pg_class as t on t.oid = s.relid
  join pg_am as a on a.oid = c.relam
  left join sluice.search_index_builds as b on b.index_name = s.schemaname || '.' || s.indexrelname
  where s.schemaname = 'sluice' and s.relname in ('search_documents', 'search_words')
  order by 1`;

/** The view pg_stats is silent about tables with row-level security, even to their owner; the catalogue is a superuser's to read. */
const MAY_READ_STATISTICS = `select has_table_privilege('pg_catalog.pg_statistic', 'select') as may`;

const HAS_WORD_STATISTICS = `
  select exists (
    select from pg_statistic as s
    join pg_attribute as a on a.attrelid = s.starelid and a.attnum = s.staattnum
    where s.starelid = to_regclass('sluice.search_documents') and a.attname = 'vector'
  ) as has`;

const SLOW_SEARCHES = `
  select tenant_id as "tenantId", query, ${iso('created_at')} as "askedAt", result_count::float8 as results,
    (duration_us / 1000.0)::float8 as "durationMs"
  from sluice.searches
  where created_at >= now() - interval '1 day'
  order by duration_us desc, created_at desc
  limit ${SLOWEST}`;

/**
 * Reads how the search of a database stands. Counts every document, by the index alone where it is vacuumed.
 * @param url of the role that migrates.
 * @throws SluiceError as {@link withOwner}.
 */
export async function readSearchStats(url: string, signal?: AbortSignal): Promise<SearchStats> {
  return withOwner(url, signal, async (session) => {
    const read = async <Row>(text: string): Promise<readonly Row[]> =>
      (await session.query(text)) as unknown as readonly Row[];
    const [login] = await session.queryAsLogin(MAY_READ_STATISTICS);
    const [statistics] = login!['may'] === true ? await session.queryAsLogin(HAS_WORD_STATISTICS) : [];
    const indexes = await read<IndexRow>(INDEXES);
    const readPending = await pendingReader(session);
    return {
      sources: await read(SOURCES),
      languages: await read(LANGUAGES),
      tables: await read(TABLES),
      indexes: await Promise.all(
        indexes.map(async ({ maxPendingPages, ...index }) => {
          const exact = maxPendingPages === null ? null : await readPending(index.index);
          return { ...index, pendingPages: exact ?? maxPendingPages, isPendingExact: exact !== null };
        }),
      ),
      hasWordStatistics: statistics === undefined ? null : statistics['has'] === true,
      slowest: await read(SLOW_SEARCHES),
    };
  });
}

type IndexRow = Omit<IndexStats, 'pendingPages' | 'isPendingExact'> & {
  readonly maxPendingPages: number | null;
};

/** By the extension pgstattuple, where it is installed and may be asked; else null. */
async function pendingReader(session: OwnerSession): Promise<(index: string) => Promise<number | null>> {
  const [row] = await session.query(
    `select format('%I.pgstatginindex', n.nspname) as name
     from pg_extension as e
     join pg_namespace as n on n.oid = e.extnamespace
     join pg_proc as p on p.pronamespace = n.oid and p.proname = 'pgstatginindex'
     where e.extname = 'pgstattuple' and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')`,
  );
  if (row === undefined) return async () => Promise.resolve(null);
  return async (index) => {
    const [pending] = await session.query(
      `select pending_pages::float8 as pages from ${String(row['name'])}($1::regclass)`,
      [index],
    );
    return pending!['pages'] as number;
  };
}
