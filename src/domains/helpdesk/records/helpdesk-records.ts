import { Arg, Ctx, FieldResolver, ID, Resolver } from 'type-graphql';
import { compileFilter, compileRange } from '../../../analytics/compiler/compile-filter.js';
import { Parameters } from '../../../analytics/compiler/parameters.js';
import { datasetOf } from '../../../analytics/decorators/dataset-registry.js';
import { behindCursor, pageOf } from '../../../analytics/entities/page.js';
import { After, First } from '../../../analytics/graphql/page-arguments.js';
import { pageType, type Page } from '../../../analytics/graphql/page-type.js';
import { readFilter } from '../../../analytics/question/read-filter.js';
import { assertFromOneTo } from '../../../errors/assert-from-one-to.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import type { Statement } from '../../../tenancy/statement.js';
import { Helpdesk, TicketsFilter } from '../helpdesk.js';
import { Tickets } from '../tickets.js';
import { Ticket, TICKET_COLUMNS, ticketFromRow } from './ticket.js';
import { isUuid } from '../../../tenancy/uuid.js';

const TicketPage = pageType(Ticket, 'tickets');
const DEFAULT_PAGE = 50;
const MAX_PAGE = 500;

/** The records behind the figures. Another tenant's record is exactly as unknown as one that does not exist. */
@Resolver(() => Helpdesk)
export class HelpdeskRecords {
  @FieldResolver(() => Ticket, {
    nullable: true,
    description: 'One ticket, or null where there is none. Needs the scope "records".',
  })
  async ticket(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Ticket | null> {
    assertScope(request.principal, 'records', '"helpdesk.ticket"');
    if (!isUuid(id)) return null;
    const tickets = await readTickets(request, {
      name: 'sluice_ticket_by_id',
      text: `select ${TICKET_COLUMNS} from helpdesk.tickets where id = $1::uuid limit 1`,
      values: [id],
    });
    return tickets[0] ?? null;
  }

  @FieldResolver(() => TicketPage, {
    nullable: true,
    description: 'Tickets one by one, newest first. Needs the scope "records".',
  })
  async ticketRecords(
    @Ctx() request: RequestContext,
    @Arg('where', () => TicketsFilter, {
      nullable: true,
      description: 'Which tickets. Times without offset are in UTC.',
    })
    where: Record<string, unknown> | null,
    @First(DEFAULT_PAGE, MAX_PAGE) first: number,
    @After() after: string | null,
  ): Promise<Page<Ticket>> {
    assertScope(request.principal, 'records', '"helpdesk.ticketRecords"');
    assertFromOneTo('first', first, MAX_PAGE);
    const tickets = await readTickets(request, pageStatement(request, where, first, after ?? null));
    return pageOf(tickets, first, ({ createdAtUs, id }) => ({ timeUs: createdAtUs, id }));
  }
}

function pageStatement(
  request: RequestContext,
  where: Record<string, unknown> | null,
  first: number,
  after: string | null,
): Statement {
  const dataset = datasetOf(Tickets);
  const { range, filter } = readFilter(where, {
    dataset,
    principal: request.principal,
    timezone: 'UTC',
    now: () => request.now,
  });
  const parameters = new Parameters();
  const conditions =
    filter === null
      ? []
      : [
          compileFilter(
            filter,
            { column: ({ column }) => column, timeColumn: dataset.time.column, range },
            parameters,
          ),
        ];
  if (after !== null) conditions.push(behindCursor(after, 'created_at', parameters));
  const condition = compileRange('created_at', range, conditions, parameters);
  const limit = parameters.add(first + 1, 'bigint');
  return {
    text: `select ${TICKET_COLUMNS} from helpdesk.tickets where ${condition} order by created_at desc, id desc limit ${limit}`,
    values: parameters.values,
  };
}

async function readTickets(request: RequestContext, statement: Statement): Promise<Ticket[]> {
  const [rows] = await request.database.tenantTransaction(request.principal.tenantId, [statement], {
    signal: request.signal,
  });
  return rows!.map(ticketFromRow);
}
