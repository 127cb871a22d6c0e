import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from '../../../analytics/graphql/page-info.js';
import { SluiceError } from '../../../errors/sluice-error.js';
import { Ticket } from './ticket.js';

@ObjectType({ description: 'A page of tickets, newest first.' })
export class TicketPage {
  @Field(() => [Ticket], { description: 'The tickets.' })
  nodes!: Ticket[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;
}

/** The place of a ticket in the order by creation, newest first. */
export interface TicketPosition {
  readonly createdAtUs: number;
  readonly id: string;
}

/** Points behind this ticket; stays right while tickets arrive. */
export function encodeCursor(ticket: Ticket): string {
  return Buffer.from(`${ticket.createdAtUs}:${ticket.id}`).toString('base64url');
}

/**
 * Reads what {@link encodeCursor} wrote.
 * @throws SluiceError `BAD_USER_INPUT` for anything else.
 */
export function decodeCursor(cursor: string): TicketPosition {
  const match = /^(-?\d{1,16}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (match === null) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      '"after" is not a cursor: give the endCursor of an earlier page, as it was.',
    );
  }
  return { createdAtUs: Number(match[1]), id: match[2]! };
}
