import pg from 'pg';
import { CLAIM, type ClaimedJob } from './queue-fixture.js';

/** A worker with a connection of its own, which may break at any moment. */
export class QueueWorker {
  readonly #url: string;
  #client: pg.Client | null = null;
  /** What it believes to be its own, and may be no longer. */
  readonly claims: { readonly tenantId: string; readonly job: ClaimedJob }[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async claim(tenantId: string, limit: number): Promise<readonly ClaimedJob[]> {
    const jobs = await this.#inTenant<ClaimedJob>(tenantId, CLAIM, ['sending', 'a worker', limit]);
    this.claims.push(...jobs.map((job) => ({ tenantId, job })));
    return jobs;
  }

  /** Claims, and is gone before that is committed: its connection ends in the middle of the transaction. */
  async claimAndBreak(tenantId: string, limit: number): Promise<void> {
    const client = await this.#connected();
    await client.query('begin');
    await client.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
    await client.query(CLAIM, ['sending', 'a worker', limit]);
    await this.close();
  }

  async finish({ tenantId, job }: QueueWorker['claims'][number]): Promise<boolean> {
    const rows = await this.#inTenant<{ is_done: boolean }>(
      tenantId,
      'select queue.finish($1, $2) as is_done',
      [job.job_id, job.claim],
    );
    return rows[0]!.is_done;
  }

  /** The status of the job, or null where it was not the worker's own. */
  async fail({ tenantId, job }: QueueWorker['claims'][number]): Promise<string | null> {
    const rows = await this.#inTenant<{ status: string | null }>(
      tenantId,
      `select queue.fail($1, $2, 'No route') as status`,
      [job.job_id, job.claim],
    );
    return rows[0]!.status;
  }

  async heartbeat({ tenantId, job }: QueueWorker['claims'][number]): Promise<boolean> {
    const rows = await this.#inTenant<{ lease_until: Date | null }>(
      tenantId,
      'select queue.heartbeat($1, $2) as lease_until',
      [job.job_id, job.claim],
    );
    return rows[0]!.lease_until !== null;
  }

  async recoverStuck(): Promise<readonly { job_id: string; status: string }[]> {
    const client = await this.#connected();
    const { rows } = await client.query<{ job_id: string; status: string }>(
      'select * from queue.recover_stuck()',
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = null;
  }

  async #inTenant<Row extends object>(
    tenantId: string,
    sql: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const client = await this.#connected();
    await client.query('begin');
    await client.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
    const { rows } = await client.query(sql, [...values]);
    await client.query('commit');
    return rows as Row[];
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client === null) {
      this.#client = new pg.Client({ connectionString: this.#url });
      await this.#client.connect();
    }
    return this.#client;
  }
}
