import { ObjectType, Query, Resolver } from 'type-graphql';
import { datasetField } from '../../analytics/graphql/dataset-field.js';
import { Tickets } from './tickets.js';

@ObjectType({ description: 'The help desk: analytics over tickets, and the records behind them.' })
export class Helpdesk {}

/** The filter input of the tickets, which their records take as well. */
export const { filter: TicketsFilter } = datasetField(Helpdesk, 'tickets', Tickets);

@Resolver(() => Helpdesk)
export class HelpdeskQuery {
  @Query(() => Helpdesk, { description: "The help desk of the token's tenant." })
  helpdesk(): Helpdesk {
    return new Helpdesk();
  }
}
