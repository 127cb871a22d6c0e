import PgBoss from 'pg-boss';
import { JOB_SCHEMA } from '../jobs/job-queues.js';
import type { OutageLog } from './outage-log.js';
import { setSchedules } from './set-schedules.js';

/** How often pg-boss looks whether one of its clock's minutes has come, and whether its clock has put something in line. */
const CLOCK_SECONDS = 30;
export const CLOCK_QUEUE_SECONDS = 10;

const WEEK_SECONDS = 7 * 24 * 60 * 60;

/**
 * Starts pg-boss on tables that `sluice migrate` has made. From then on it never ends the process: what goes wrong inside it is told to
 * `outages`, and it goes on when the database does.
 *
 * @param nightCron when views are refreshed in full; null for never.
 * @param clockQueueSeconds how often it looks whether the clock has put something in line; at least 1.
 * @throws SluiceError `CONFIGURATION` for a cron expression that means nothing; what the database or pg-boss says, which `explainRefusal`
 *   puts into words.
 */
export async function startBoss(
  database: PgBoss.Db,
  outages: OutageLog,
  nightCron: string | null,
  clockQueueSeconds: number,
): Promise<PgBoss> {
  const quiet = new QuietDatabase(database, outages);
  const boss = new PgBoss({
    db: quiet,
    schema: JOB_SCHEMA,
    migrate: false,
    // The worker's own look for work sees what has expired.
    supervise: false,
    cronMonitorIntervalSeconds: CLOCK_SECONDS,
    cronWorkerIntervalSeconds: clockQueueSeconds,
    archiveFailedAfterSeconds: WEEK_SECONDS,
  });
  // Whatever it tells of, the database has told us already; without a listener it would end the process.
  boss.on('error', () => undefined);
  await setSchedules(boss, nightCron);
  await boss.start();
  quiet.isStarted = true;
  return boss;
}

/**
 * What pg-boss itself works with. Some of its calls nobody waits for, such as the completion of its clock's own jobs, and their rejection
 * would end the process. So it answers nothing instead, as pg-boss's own database does once it is closed.
 */
class QuietDatabase implements PgBoss.Db {
  isStarted = false;
  readonly #database: PgBoss.Db;
  readonly #outages: OutageLog;

  constructor(database: PgBoss.Db, outages: OutageLog) {
    this.#database = database;
    this.#outages = outages;
  }

  async executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
    // At its start it would make a queue of its own, which the maintainer may not and the migration has done.
    if (text.includes(`${JOB_SCHEMA}.create_queue(`)) return { rows: [] };
    try {
      return await this.#database.executeSql(text, values);
    } catch (error) {
      if (!this.isStarted) throw error;
      this.#outages.failed(error);
      return undefined as never;
    }
  }
}
