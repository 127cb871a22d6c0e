import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { LongScalar } from '../../analytics/graphql/long-scalar.js';
import { requireDatabase } from '../../tenancy/databases.js';
import { assertScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';

@ObjectType({
  description:
    'What is on its way into the figures: messages and ends of jobs that are written, but that a worker has not moved yet.',
})
export class PendingRows {
  @Field(() => LongScalar, { description: 'How many rows the figures lack.' })
  count!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the oldest of them was written; null where there is none.',
  })
  oldestAt!: Date | null;

  @Field(() => LongScalar, {
    description: 'How many of them the figures have refused so far: they are tried again, ever less often.',
  })
  refused!: string;
}

const STATE = {
  name: 'sluice_outbox_state',
  text: 'select waiting_count, oldest_at, refused_count from sluice.outbox_state()',
  values: [],
};

const readings = new WeakMap<RequestContext, Promise<PendingRows>>();

/**
 * What of the tenant waits in the databases content and queue, together; read once in a request.
 * @throws SluiceError `FORBIDDEN` without the scope, `CONFIGURATION` where one of the databases is not configured, and what a tenant
 *   transaction throws.
 */
export async function readPendingRows(request: RequestContext): Promise<PendingRows> {
  assertScope(request.principal, 'outreach:read', '"outreach.pending"');
  let reading = readings.get(request);
  if (reading === undefined) readings.set(request, (reading = readOutboxes(request)));
  return reading;
}

async function readOutboxes({ databases, principal, signal }: RequestContext): Promise<PendingRows> {
  const doors = (['content', 'queue'] as const).map((name) => requireDatabase(databases, name));
  const states = await Promise.all(
    doors.map(async (door) => {
      const [rows] = await door.tenantTransaction(principal.tenantId, [STATE], { signal });
      const [count, oldestAt, refused] = rows![0]! as [string, Date | null, string];
      return { count, oldestAt, refused };
    }),
  );
  const times = states.flatMap(({ oldestAt }) => (oldestAt === null ? [] : [oldestAt.getTime()]));
  const total = (values: readonly string[]): string =>
    String(values.reduce((sum, value) => sum + BigInt(value), 0n));
  return {
    count: total(states.map(({ count }) => count)),
    oldestAt: times.length === 0 ? null : new Date(Math.min(...times)),
    refused: total(states.map(({ refused }) => refused)),
  };
}
