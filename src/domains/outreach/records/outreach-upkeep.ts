import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import { ReadsBeforeFigures } from '../../../analytics/graphql/reads-before-figures.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { Outreach } from '../outreach.js';
import { PendingRows, readPendingRows } from '../pending-rows.js';
import { QueueHealth, readQueueHealth } from '../queue-health.js';

/** How outreach itself fares at this moment. */
@Resolver(() => Outreach)
export class OutreachUpkeep {
  @FieldResolver(() => [QueueHealth], {
    nullable: true,
    description: 'How the jobs of each family fare, by its name. Needs the scope "outreach:read".',
  })
  queueHealth(@Ctx() request: RequestContext): Promise<readonly QueueHealth[]> {
    assertScope(request.principal, 'outreach:read', '"outreach.queueHealth"');
    return readQueueHealth(request);
  }

  @ReadsBeforeFigures(readPendingRows)
  @FieldResolver(() => PendingRows, {
    nullable: true,
    description:
      'What the figures lack, since it has not been moved yet. Figures of the same operation lack no more than that: they are read after it, and from the database. Needs the scope "outreach:read".',
  })
  pending(@Ctx() request: RequestContext): Promise<PendingRows> {
    return readPendingRows(request);
  }
}
