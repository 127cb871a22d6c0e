import type { TestDatabase } from '../../setup/test-database.js';

export const ONE = '00000001-0000-4000-8000-000000000000';
export const TWO = '00000002-0000-4000-8000-000000000000';

/** A job to be queued, as `queue.enqueue` takes it. */
export interface NewJob {
  readonly family?: string;
  readonly name?: string;
  readonly payload?: unknown;
  readonly priority?: number;
  /** ISO 8601. */
  readonly run_at?: string;
  readonly key?: string | undefined;
  readonly max_attempts?: number;
}

/** A job as `queue.claim` gives it. */
export interface ClaimedJob {
  readonly job_id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly attempt: number;
  readonly max_attempts: number;
  readonly claim: string;
  readonly lease_until: Date;
}

/** The statement that claims: family, worker, limit. */
export const CLAIM = 'select * from queue.claim($1, $2, $3)';

/** The functions of the queue, as their callers have them: the gateway queues, a worker does the rest. */
export class QueueFixture {
  readonly #database: TestDatabase;

  constructor(database: TestDatabase) {
    this.#database = database;
  }

  async enqueue(
    tenantId: string,
    ...jobs: readonly NewJob[]
  ): Promise<{ job_id: string; is_new: boolean }[]> {
    const rows = await this.#database.asTenant(tenantId, 'select * from queue.enqueue($1::jsonb)', [
      JSON.stringify(jobs.map((job) => ({ family: 'sending', name: 'send', ...job }))),
    ]);
    return rows as { job_id: string; is_new: boolean }[];
  }

  async claim(tenantId: string, limit = 1, family = 'sending', worker = 'a worker'): Promise<ClaimedJob[]> {
    return (await this.#database.asMaintainer(tenantId, CLAIM, [
      family,
      worker,
      limit,
    ])) as unknown as ClaimedJob[];
  }

  finish(tenantId: string, job: Pick<ClaimedJob, 'job_id' | 'claim'>): Promise<unknown> {
    return this.#value(tenantId, 'select queue.finish($1, $2)', [job.job_id, job.claim]);
  }

  fail(tenantId: string, job: Pick<ClaimedJob, 'job_id' | 'claim'>, isFinal = false): Promise<unknown> {
    return this.#value(tenantId, 'select queue.fail($1, $2, $3, $4)', [
      job.job_id,
      job.claim,
      'No route',
      isFinal,
    ]);
  }

  heartbeat(tenantId: string, job: Pick<ClaimedJob, 'job_id' | 'claim'>): Promise<unknown> {
    return this.#value(tenantId, 'select queue.heartbeat($1, $2)', [job.job_id, job.claim]);
  }

  revive(tenantId: string, jobId: string): Promise<unknown> {
    return this.#value(tenantId, 'select queue.revive($1)', [jobId]);
  }

  async recoverStuck(): Promise<{ tenant_id: string; job_id: string; status: string }[]> {
    const rows = await this.#database.asMaintainer(null, 'select * from queue.recover_stuck()');
    return rows as { tenant_id: string; job_id: string; status: string }[];
  }

  /** All there is about a job, past row-level security. */
  async job(jobId: string): Promise<Record<string, unknown>> {
    const [row] = await this.#database.asAdmin('select * from queue.jobs where id = $1', [jobId]);
    return row!;
  }

  /** Lets time pass for everything that waits or runs. */
  async pass(interval: string): Promise<void> {
    await this.#database.asAdmin(
      `update queue.jobs set run_at = run_at - $1::interval, rank_at = rank_at - $1::interval, lease_until = lease_until - $1::interval
       where status in ('ready', 'running')`,
      [interval],
    );
  }

  async #value(tenantId: string, sql: string, values: readonly unknown[]): Promise<unknown> {
    const [row] = await this.#database.asMaintainer(tenantId, sql, values);
    return Object.values(row!)[0];
  }
}
