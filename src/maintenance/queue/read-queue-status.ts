import { OUTREACH_DATABASES, type OutreachSettings } from '../../config/settings.js';
import { runStatement } from '../run-statement.js';

/** How the jobs of a family stand, of all tenants together. */
export interface FamilyState {
  readonly family: string;
  /** Jobs whose time has come. */
  readonly due: number;
  /** Jobs whose time has not. */
  readonly scheduled: number;
  readonly running: number;
  /** Of those that run: how many have lost their worker. */
  readonly stuck: number;
  /** Jobs that were given up. */
  readonly dead: number;
  /** For how long the oldest that is due has been so; 0 for none. */
  readonly oldestWaitSeconds: number;
  /** How many tenants have a job that waits. */
  readonly tenants: number;
}

/** What a tenant has on its way from one database to analytics. */
export interface OutboxState {
  readonly database: string;
  readonly tenantId: string;
  readonly waiting: number;
  /** ISO 8601, in UTC. */
  readonly oldestAt: string;
  /** How many of them analytics has refused so far. */
  readonly refused: number;
  /** Why it refused one of them the last time; null where it refused none. */
  readonly lastError: string | null;
}

/** How the queue stands, and what waits for analytics. */
export interface QueueStatus {
  readonly families: readonly FamilyState[];
  readonly outbox: readonly OutboxState[];
}

const FAMILIES = `
  select f.queue_family as family, f.due_count::int as due, f.scheduled_count::int as scheduled, f.running_count::int as running,
    f.stuck_count::int as stuck, f.dead_count::int as dead, extract(epoch from f.oldest_wait)::float8 as "oldestWaitSeconds",
    f.tenant_count::int as tenants
  from queue.family_states() as f`;

const OUTBOX = `
  select $1::text as database, s.tenant_id as "tenantId", s.waiting_count::int as waiting,
    to_char(s.oldest_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "oldestAt", s.refused_count::int as refused,
    s.last_error as "lastError"
  from sluice.outbox_states() as s`;

/**
 * How the families of jobs stand, by name, and what each tenant has on its way from every database that is configured.
 * @param queueUrl the maintainer's URL of the queue.
 * @throws SluiceError as {@link runStatement}.
 */
export async function readQueueStatus(queueUrl: string, outreach: OutreachSettings): Promise<QueueStatus> {
  const families = (await runStatement(queueUrl, FAMILIES)) as unknown as FamilyState[];
  const outbox: OutboxState[] = [];
  for (const name of OUTREACH_DATABASES) {
    const url = outreach[name].maintainerUrl;
    if (url !== null) outbox.push(...((await runStatement(url, OUTBOX, [name])) as unknown as OutboxState[]));
  }
  return { families, outbox };
}
