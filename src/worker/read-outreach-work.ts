import type { OutreachName } from '../config/settings.js';
import type { WorkerDatabase } from './worker-database.js';

/** What there is to do in a database of outreach. */
export interface OutreachWork {
  /** Whether rows are to be moved to the database analytics now. */
  readonly hasOutbox: boolean;
  /** Whether jobs have lost their worker. */
  readonly hasStuck: boolean;
}

const HAS_OUTBOX = 'exists (select from sluice.outbox_tenants()) as "hasOutbox"';

/** Looks once what there is to do; a few entries of indexes. @throws as {@link WorkerDatabase.query}. */
export async function readOutreachWork(
  name: OutreachName,
  database: WorkerDatabase,
  signal?: AbortSignal,
): Promise<OutreachWork> {
  const hasStuck = name === 'queue' ? 'queue.has_stuck()' : 'false';
  const [row] = await database.query<Record<keyof OutreachWork, boolean>>(
    `select ${HAS_OUTBOX}, ${hasStuck} as "hasStuck"`,
    [],
    signal,
  );
  return row!;
}
