import type PgBoss from 'pg-boss';
import { DEAD_LETTERS, JOB_SCHEMA, type JobData, type JobName } from './job-queues.js';

/** A job that was taken and is being done. */
export interface TakenJob {
  readonly id: string;
  readonly name: JobName;
  readonly data: JobData;
  /** How often it was tried before. */
  readonly retryCount: number;
  /** Whether it will not be tried again should it fail now. */
  readonly isLastTry: boolean;
  /** Whether it only looks whether what has failed for the last time works again. */
  readonly isProbe: boolean;
}

/** What is kept of why a job failed. No tenant's data: operators read it through the gateway. */
export interface JobFailure {
  readonly message: string;
  /** SQLSTATE, or a code of ours; null for neither. */
  readonly code: string | null;
}

export interface SendOptions {
  /** One try, and no further dead letter: one is there already. */
  readonly isProbe?: boolean;
}

/** The dead letters of one kind, `$1`, and rollup, `$2`. */
const IS_DEAD_LETTER_OF = `name = '${DEAD_LETTERS}' and data ->> 'queue' = $1 and data ->> 'rollup' is not distinct from $2`;

/**
 * The worker's queues. A job that is taken belongs to its taker for a lease, which {@link keep} renews; when a worker is killed, the
 * lease runs out and the job is up for the next one. What went well leaves no trace here, the rollup's own state tells of it.
 *
 * Every method rejects with what the database says.
 */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #database: PgBoss.Db;
  readonly #leaseSeconds: number;

  /** @param database how statements are sent; other than pg-boss's own one it may reject. */
  constructor(boss: PgBoss, database: PgBoss.Db, leaseSeconds: number) {
    this.#boss = boss;
    this.#database = database;
    this.#leaseSeconds = leaseSeconds;
  }

  /** Puts a job in line. @returns whether it did: no two of the same kind and rollup wait. */
  async send(data: JobData, options: SendOptions = {}): Promise<boolean> {
    const id = await this.#boss.send(data.queue, data, {
      db: this.#database,
      expireInSeconds: this.#leaseSeconds,
      ...(data.rollup !== null && { singletonKey: data.rollup }),
      // pg-boss makes no dead letter of a queue's job in that queue itself.
      ...(options.isProbe && { retryLimit: 0, deadLetter: data.queue }),
    });
    return id !== null;
  }

  /** Takes the job of that kind that has waited longest; null where none is due, and where the database cannot be reached. */
  async take(name: JobName): Promise<TakenJob | null> {
    const [job] = await this.#boss.fetch<JobData>(name, { includeMetadata: true, db: this.#database });
    if (job === undefined) return null;
    const { id, data, retryCount, retryLimit, deadLetter } = job;
    const isProbe = deadLetter === name;
    return { id, name, data, retryCount, isLastTry: retryCount >= retryLimit, isProbe };
  }

  /** Renews the leases of these jobs. */
  async keep(jobs: readonly TakenJob[]): Promise<void> {
    await this.#database.executeSql(
      `update ${JOB_SCHEMA}.job
       set expire_in = clock_timestamp() - started_on + make_interval(secs => $3)
       where name = any ($1) and id = any ($2::uuid[]) and state = 'active'`,
      [[...new Set(jobs.map(({ name }) => name))], jobs.map(({ id }) => id), this.#leaseSeconds],
    );
  }

  /** Removes a job that is done, with what earlier failures of its kind and rollup have left: that is over. */
  async finish({ id, name, data }: TakenJob): Promise<void> {
    await this.#database.executeSql(
      `with done as (
         delete from ${JOB_SCHEMA}.job
         where name = $1 and (id = $3::uuid or (state = 'failed' and singleton_key is not distinct from $2))
       )
       delete from ${JOB_SCHEMA}.job where ${IS_DEAD_LETTER_OF}`,
      [name, data.rollup, id],
    );
  }

  /** Lets a job be tried again after a pause, or makes it a dead letter: the only one of its kind and rollup. */
  async fail({ id, name, data, isLastTry, isProbe }: TakenJob, failure: JobFailure): Promise<void> {
    if (isLastTry && !isProbe) {
      await this.#database.executeSql(`delete from ${JOB_SCHEMA}.job where ${IS_DEAD_LETTER_OF}`, [
        name,
        data.rollup,
      ]);
    }
    await this.#boss.fail(name, id, failure, { db: this.#database });
  }

  /** Puts a job back in line as if it had not been taken, for the next worker. Where such a job waits already, that one is enough. */
  async putBack({ id, name }: TakenJob): Promise<void> {
    await this.#database.executeSql(
      `with back as (
         update ${JOB_SCHEMA}.job as j
         set state = 'created', started_on = null
         where j.name = $1 and j.id = $2::uuid and j.state = 'active'
           and not exists (
             select from ${JOB_SCHEMA}.job as o
             where o.name = $1 and o.state = 'created' and o.singleton_key is not distinct from j.singleton_key)
         returning j.id
       )
       delete from ${JOB_SCHEMA}.job as j
       where j.name = $1 and j.id = $2::uuid and j.state = 'active' and not exists (select from back)`,
      [name, id],
    );
  }

  /** Puts dead letters back in line, these or all, as new jobs. @returns how many there were. */
  async retry(ids: readonly string[] | null): Promise<number> {
    const { rows } = (await this.#database.executeSql(
      `select id, data from ${JOB_SCHEMA}.job where name = '${DEAD_LETTERS}' and ($1::uuid[] is null or id = any ($1))`,
      [ids],
    )) as { rows: { readonly id: string; readonly data: JobData }[] };
    // First the new job: interrupted in between, it is there twice, which does no harm.
    for (const { data } of rows) await this.send(data);
    return this.discard(rows.map(({ id }) => id));
  }

  /** Removes dead letters, these or all. @returns how many there were. */
  async discard(ids: readonly string[] | null): Promise<number> {
    const { rows } = await this.#database.executeSql(
      `delete from ${JOB_SCHEMA}.job where name = '${DEAD_LETTERS}' and ($1::uuid[] is null or id = any ($1)) returning id`,
      [ids],
    );
    return rows.length;
  }

  /** Lets the jobs whose lease ran out be tried again, or makes them dead letters. */
  async expire(): Promise<void> {
    await this.#boss.expire();
  }

  /** Clears away what is long over. */
  async tidy(): Promise<void> {
    await this.#boss.maintain();
  }
}
