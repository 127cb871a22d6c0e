import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from '../../../analytics/graphql/page-info.js';
import { Ticket } from './ticket.js';

@ObjectType({ description: 'A page of tickets, newest first.' })
export class TicketPage {
  @Field(() => [Ticket], { description: 'The tickets.' })
  nodes!: Ticket[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;
}
