import type { Random } from '../generator/random.js';
import type { TenantOutreach } from './outreach.js';

/** A job of the queue that has ended. */
export interface QueueJob {
  readonly id: string;
  readonly createdAtMs: number;
  readonly family: QueueFamily;
  readonly name: string;
  readonly payload: Readonly<Record<string, string | number>>;
  readonly priority: number;
  readonly status: 'succeeded' | 'dead';
  readonly runAtMs: number;
  readonly attempts: number;
  /** Of the last attempt. */
  readonly claim: string;
  readonly claimedAtMs: number;
  readonly finishedAtMs: number;
  readonly lastError: string | null;
}

/** An attempt that ended, or a look at how many jobs were waiting. */
export type QueueEvent = {
  readonly id: string;
  readonly occurredAtMs: number;
  readonly family: QueueFamily;
} & (
  | {
      readonly kind: 'attempt';
      readonly outcome: 'succeeded' | 'failed' | 'dead';
      readonly waitMs: number;
      readonly runMs: number;
    }
  | { readonly kind: 'sample'; readonly depth: number }
);

export interface QueueActivity {
  readonly jobs: readonly QueueJob[];
  readonly events: readonly QueueEvent[];
}

type QueueFamily = 'sending' | 'receiving' | 'figures';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How far back the figures about the queues go. */
const EVENT_DAYS = 21;
/** How long a job that is done is kept. */
const JOB_DAYS = 1;
const MAILBOX_HOURS = 2;
const SAMPLE_MS = 15 * MINUTE_MS;
const RETRY_MS = 30 * SECOND_MS;
const FAILING_SHARE = { sending: 0.025, receiving: 0.01, figures: 0.03 } as const;
const ERRORS = {
  sending: 'The server answered 451: try again later.',
  receiving: 'The mailbox did not answer within 30 seconds.',
  figures: 'The destination of the export answered 503.',
} as const;
const MAX_ATTEMPTS = 5;

/**
 * What a tenant's queues did until `untilMs`: a job for each message that was sent, one that looks into each mailbox every two hours, a
 * report each night. Jobs of the last day are in the queue, the attempts of three weeks among the events. Nothing waits: nobody would do it.
 * @param hasDeadJob whether its last export was given up.
 */
export function queueActivity(
  { accounts, messages }: TenantOutreach,
  untilMs: number,
  hasDeadJob: boolean,
  random: Random,
): QueueActivity {
  const jobs: QueueJob[] = [];
  const events: QueueEvent[] = [];
  const sinceMs = untilMs - EVENT_DAYS * DAY_MS;

  const end = (
    family: QueueFamily,
    occurredAtMs: number,
    outcome: 'succeeded' | 'failed' | 'dead',
    medianRunMs: number,
  ): { readonly claimedAtMs: number; readonly runAtMs: number } => {
    const runMs = Math.ceil(random.duration(medianRunMs, 0.6));
    const waitMs = Math.ceil(random.duration(0.9 * SECOND_MS, 1.1));
    const id = random.uuidAt(occurredAtMs);
    events.push({ id, occurredAtMs, family, kind: 'attempt', outcome, waitMs, runMs });
    return { claimedAtMs: occurredAtMs - runMs, runAtMs: occurredAtMs - runMs - waitMs };
  };

  const done = (
    job: Pick<QueueJob, 'family' | 'name' | 'payload' | 'priority'>,
    finishedAtMs: number,
    medianRunMs: number,
    failures = random.chance(FAILING_SHARE[job.family]) ? 1 : 0,
  ): void => {
    const isDead = failures === MAX_ATTEMPTS;
    const attempts = isDead ? MAX_ATTEMPTS : failures + 1;
    const last = end(job.family, finishedAtMs, isDead ? 'dead' : 'succeeded', medianRunMs);
    let createdAtMs = last.runAtMs;
    for (let attempt = attempts - 1; attempt > 0; attempt--)
      createdAtMs = end(job.family, createdAtMs - attempt * RETRY_MS, 'failed', medianRunMs).runAtMs;
    if (finishedAtMs < untilMs - JOB_DAYS * DAY_MS) return;
    jobs.push({
      id: random.uuidAt(createdAtMs),
      ...job,
      createdAtMs,
      status: isDead ? 'dead' : 'succeeded',
      runAtMs: last.runAtMs,
      attempts,
      claim: random.uuidAt(last.claimedAtMs),
      claimedAtMs: last.claimedAtMs,
      finishedAtMs,
      lastError: failures === 0 ? null : ERRORS[job.family],
    });
  };

  const sentIn = new Map<number, number>();
  for (const { id, campaign, sentAtMs } of messages) {
    if (sentAtMs < sinceMs) continue;
    const payload = { messageId: id, campaignId: campaign.id };
    const priority = campaign.kind === 'sequence' ? 5 : 2;
    done({ family: 'sending', name: 'send_message', payload, priority }, sentAtMs, 420);
    const sampleMs = Math.floor(sentAtMs / SAMPLE_MS) * SAMPLE_MS;
    sentIn.set(sampleMs, (sentIn.get(sampleMs) ?? 0) + 1);
  }
  for (const [occurredAtMs, count] of sentIn) {
    const depth = Math.ceil(count * random.fraction());
    events.push({ id: random.uuidAt(occurredAtMs), occurredAtMs, family: 'sending', kind: 'sample', depth });
  }

  for (const [index, { id, isActive }] of accounts.entries()) {
    if (!isActive) continue;
    const job = {
      family: 'receiving',
      name: 'fetch_mailbox',
      payload: { emailAccountId: id },
      priority: 3,
    } as const;
    for (let atMs = sinceMs + index * MINUTE_MS; atMs < untilMs - MINUTE_MS; atMs += MAILBOX_HOURS * HOUR_MS)
      done(job, Math.floor(atMs + random.fraction() * MINUTE_MS), 1_300);
  }
  const report = {
    family: 'figures',
    name: 'export_report',
    payload: { grain: 'day' },
    priority: 1,
  } as const;
  for (let atMs = Math.ceil(sinceMs / DAY_MS) * DAY_MS; atMs < untilMs - HOUR_MS; atMs += DAY_MS) {
    const isLast = atMs + DAY_MS >= untilMs - HOUR_MS;
    done(
      report,
      Math.floor(atMs + random.fraction() * HOUR_MS),
      6_000,
      isLast && hasDeadJob ? MAX_ATTEMPTS : undefined,
    );
  }

  return { jobs, events };
}
