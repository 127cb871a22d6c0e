import type { WorkerDatabase } from './worker-database.js';

/** What there was to do for the search. */
export interface TendedSearch {
  /** Batches of rows that lacked their documents, such as after an upgrade. */
  readonly batches: number;
  /** Documents whose titles' words were gathered, and words that went. */
  readonly words: number;
  /** Pages of the index's pending list that were put to their places. */
  readonly pendingPages: number;
}

/**
 * Makes the documents that rows lack, gathers words of new titles and empties the index's pending list, all in short transactions that no
 * writer waits for. Stopped half way, the next call goes on.
 * @throws as {@link WorkerDatabase.query}.
 */
export async function tendSearch(database: WorkerDatabase, signal: AbortSignal): Promise<TendedSearch> {
  const ask = async (text: string): Promise<unknown> => {
    const [row] = await database.query<{ readonly value: unknown }>(`select ${text} as value`, [], signal);
    return row!.value;
  };
  let batches = 0;
  while ((await ask('sluice.index_next_rows()')) !== null) batches++;
  let words = 0;
  for (;;) {
    const dealt = Number(await ask('sluice.gather_search_words()'));
    if (dealt === 0) break;
    words += dealt;
  }
  return { batches, words, pendingPages: Number(await ask('sluice.clean_search_index()')) };
}
