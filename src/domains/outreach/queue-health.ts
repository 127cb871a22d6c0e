import { Field, Float, ObjectType } from 'type-graphql';
import { defineEnum } from '../../analytics/graphql/define-enum.js';
import { LongScalar } from '../../analytics/graphql/long-scalar.js';
import { requireDatabase } from '../../tenancy/databases.js';
import type { RequestContext } from '../../tenancy/request-context.js';

export const QueueStatus = defineEnum('QueueStatus', 'How a family of jobs fares.', {
  OK: 'Jobs are done when they are due.',
  WARNING: 'A job has waited for long, has lost its worker, or was given up within a day.',
  CRITICAL: 'A job has waited for very long, or more than 100 have lost their workers.',
});

@ObjectType({ description: "How the tenant's jobs of one family fare at this moment." })
export class QueueHealth {
  @Field(() => String, { description: 'What kind of work it is.' })
  queueFamily!: string;

  @Field(() => QueueStatus, { description: 'In one word.' })
  status!: string;

  @Field(() => LongScalar, { description: 'Jobs that are due and that nobody has claimed.' })
  dueCount!: string;

  @Field(() => LongScalar, { description: 'Jobs that a worker is at.' })
  runningCount!: string;

  @Field(() => LongScalar, { description: 'Of those, jobs whose worker has not been heard of for too long.' })
  stuckCount!: string;

  @Field(() => LongScalar, { description: 'Jobs that were given up within the last day.' })
  deadCount!: string;

  @Field(() => Float, {
    description: 'For how many seconds the first of the due jobs has been due; 0 where none is.',
  })
  oldestWaitSeconds!: number;
}

const HEALTH = {
  name: 'sluice_queue_health',
  text: `
    select queue_family, status, due_count, running_count, stuck_count, dead_count, extract(epoch from oldest_wait)::float8
    from queue.family_health()
    order by queue_family`,
  values: [],
};

const FIELDS = [
  'queueFamily',
  'status',
  'dueCount',
  'runningCount',
  'stuckCount',
  'deadCount',
  'oldestWaitSeconds',
] as const satisfies readonly (keyof QueueHealth)[];

/**
 * Every family with how the tenant's jobs of it fare, by name.
 * @throws SluiceError `CONFIGURATION` where the database queue is not configured, and what a tenant transaction throws.
 */
export async function readQueueHealth({
  databases,
  principal,
  signal,
}: RequestContext): Promise<readonly QueueHealth[]> {
  const door = requireDatabase(databases, 'queue');
  const [rows] = await door.tenantTransaction(principal.tenantId, [HEALTH], { signal });
  return rows!.map(
    (row) => Object.fromEntries(FIELDS.map((field, i) => [field, row[i]])) as unknown as QueueHealth,
  );
}
