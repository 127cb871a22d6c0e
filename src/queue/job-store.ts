import { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Rows, Statement } from '../tenancy/statement.js';
import type { QueueJob } from './queue-job.js';

/** A job as whoever reports on it has to name it. */
export type ClaimedJob = Pick<QueueJob, 'id' | 'tenantId' | 'claim'>;

const CLAIM = `
  select c.job_id, c.name, c.payload, c.priority, c.attempt, c.max_attempts, c.claim,
    (extract(epoch from c.lease_until - clock_timestamp()) * 1000)::float8
  from queue.claim($1, $2, $3::int) as c`;

/** For each of the jobs `$1` with the claims `$2` what a function says of it. */
const ofEach = (call: string): string =>
  `select j.id, ${call} from unnest($1::uuid[], $2::uuid[]) as j (id, claim)`;

const FINISH = ofEach('queue.finish(j.id, j.claim)');
const RELEASE = ofEach('queue.release(j.id, j.claim)');
const HEARTBEAT = ofEach(
  '(extract(epoch from queue.heartbeat(j.id, j.claim) - clock_timestamp()) * 1000)::float8',
);

/** No statement of the queue's takes long, unless it waits for a network that has swallowed it. */
const STATEMENT_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 20_000;

/**
 * The queue as a worker of one family sees it. Each method but {@link waitingTenants} works in a transaction of its tenant.
 *
 * Every method rejects as `GatewayDatabase.tenantTransaction`.
 */
export class JobStore {
  readonly #database: GatewayDatabase;
  readonly #family: string;
  readonly #worker: string;

  /**
   * @param url the maintainer's URL of the queue.
   * @param worker what the worker is called in the jobs that it claims.
   */
  constructor(url: string, family: string, worker: string, maxConnections: number) {
    this.#family = family;
    this.#worker = worker;
    this.#database = new GatewayDatabase({
      url,
      maxConnections,
      applicationName: 'sluice-queue',
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      answerTimeoutMs: ANSWER_TIMEOUT_MS,
    });
  }

  /** The tenants whose jobs are the next ones, first in rank first. */
  async waitingTenants(): Promise<string[]> {
    const rows = await this.#database.withoutTenant({
      name: 'sluice_waiting_tenants',
      text: 'select tenant_id from queue.waiting_tenants($1)',
      values: [this.#family],
    });
    return rows.map(([tenantId]) => tenantId as string);
  }

  /** Claims up to so many jobs of a tenant. */
  async claim(tenantId: string, limit: number): Promise<readonly QueueJob[]> {
    const rows = await this.#inTenant(tenantId, {
      text: CLAIM,
      values: [this.#family, this.#worker, limit],
    });
    return rows.map(([id, name, payload, priority, attempt, maxAttempts, claim, leaseMs]) => ({
      id: id as string,
      tenantId,
      name: name as string,
      payload: payload as QueueJob['payload'],
      priority: priority as number,
      attempt: attempt as number,
      maxAttempts: maxAttempts as number,
      claim: claim as string,
      leaseMs: leaseMs as number,
    }));
  }

  /** Says that jobs of one tenant are done. @returns by id, whether each was still the worker's own. */
  finish(jobs: readonly ClaimedJob[]): Promise<ReadonlyMap<string, boolean>> {
    return this.#ofEach(FINISH, jobs);
  }

  /** Puts jobs of one tenant back, untried. @returns by id, whether each was still the worker's own. */
  release(jobs: readonly ClaimedJob[]): Promise<ReadonlyMap<string, boolean>> {
    return this.#ofEach(RELEASE, jobs);
  }

  /** Says that jobs of one tenant are still worked on. @returns by id, for how many ms more each is the worker's own; null where it no longer is. */
  heartbeat(jobs: readonly ClaimedJob[]): Promise<ReadonlyMap<string, number | null>> {
    return this.#ofEach(HEARTBEAT, jobs);
  }

  /** Says that an attempt has failed. @returns `ready` where it is tried again, `dead`, or null where it was no longer the worker's own. */
  async fail(job: ClaimedJob, error: string, isFinal: boolean): Promise<'ready' | 'dead' | null> {
    const [[status] = []] = await this.#inTenant(job.tenantId, {
      text: 'select queue.fail($1::uuid, $2::uuid, $3, $4)',
      values: [job.id, job.claim, error, isFinal],
    });
    return status as 'ready' | 'dead' | null;
  }

  /** Ends all connections when what runs has ended. */
  async close(): Promise<void> {
    await this.#database.close();
  }

  async #ofEach<Value>(text: string, jobs: readonly ClaimedJob[]): Promise<ReadonlyMap<string, Value>> {
    // In one order, so that two reports at once do not wait for each other crosswise.
    const sorted = [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1));
    const rows = await this.#inTenant(sorted[0]!.tenantId, {
      text,
      values: [sorted.map(({ id }) => id), sorted.map(({ claim }) => claim)],
    });
    return new Map(rows as unknown as [string, Value][]);
  }

  async #inTenant(tenantId: string, statement: Statement): Promise<Rows> {
    const [rows] = await this.#database.tenantTransaction(tenantId, [statement], { isReadWrite: true });
    return rows!;
  }
}
