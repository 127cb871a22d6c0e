import { ObjectType, Query, Resolver } from 'type-graphql';
import { datasetField } from '../../analytics/graphql/dataset-field.js';
import { Billing } from './billing.js';
import { Deliveries } from './deliveries.js';
import { QueueMetrics } from './queue-metrics.js';

@ObjectType({
  description: 'E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them.',
})
export class Outreach {}

datasetField(Outreach, 'deliveries', Deliveries);
datasetField(Outreach, 'billing', Billing);
datasetField(Outreach, 'queueMetrics', QueueMetrics);

@Resolver(() => Outreach)
export class OutreachQuery {
  @Query(() => Outreach, { description: "The outreach of the token's tenant." })
  outreach(): Outreach {
    return new Outreach();
  }
}
