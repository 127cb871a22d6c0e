import type pg from 'pg';
import { migrationFailure } from './migration-failure.js';

const BATCHES_PER_REPORT = 50;
const ROWS_PER_BATCH = 1000;

/**
 * Makes the documents of rows that were there before their table became searchable, or its declaration changed. Each batch is a
 * transaction of its own, for which writers of its rows wait; what a run that was interrupted has done is not done again.
 */
export async function indexExistingRows(
  client: pg.ClientBase,
  onProgress: (step: string) => void,
): Promise<void> {
  let last: string | null = null;
  for (let batches = 0; ; batches++) {
    const source = await indexNextRows(client);
    if (source === null) return;
    if (source !== last) batches = 0;
    last = source;
    if (batches % BATCHES_PER_REPORT === 0)
      onProgress(
        `search documents of ${source}: ${((batches + 1) * ROWS_PER_BATCH).toLocaleString('en')} rows`,
      );
  }
}

async function indexNextRows(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client
    .query<{ source: string | null }>('select sluice.index_next_rows($1) as source', [ROWS_PER_BATCH])
    .catch((error: unknown) => {
      throw migrationFailure('search documents', error);
    });
  return rows[0]!.source;
}
