import { instant } from '../../../analytics/compiler/compile-filter.js';
import { Parameters } from '../../../analytics/compiler/parameters.js';
import { behindCursor, pageOf } from '../../../analytics/entities/page.js';
import type { Page } from '../../../analytics/graphql/page-type.js';
import { readTimeRange } from '../../../analytics/question/time-range.js';
import { assertFromOneTo } from '../../../errors/assert-from-one-to.js';
import { requireDatabase } from '../../../tenancy/databases.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import type { Statement } from '../../../tenancy/statement.js';
import { isUuid } from '../../../tenancy/uuid.js';
import { MAX_PAGE } from '../records/read-page.js';
import { EMAIL_MESSAGE_COLUMNS, emailMessageFromRow, type EmailMessage } from './email-message.js';
import type { EmailMessagesFilter } from './email-messages-filter.js';

/**
 * A page of the tenant's messages, sent last first.
 * @param after the endCursor of the page before; null for the first page.
 * @throws SluiceError `BAD_USER_INPUT`, `CONFIGURATION` without the database content, and what a tenant transaction throws.
 */
export async function readEmailMessages(
  request: RequestContext,
  where: EmailMessagesFilter,
  first: number,
  after: string | null,
): Promise<Page<EmailMessage>> {
  assertFromOneTo('first', first, MAX_PAGE);
  const database = requireDatabase(request.databases, 'content');
  const [rows] = await database.tenantTransaction(
    request.principal.tenantId,
    [pageStatement(request, where, first, after)],
    { signal: request.signal },
  );
  return pageOf(rows!.map(emailMessageFromRow), first, ({ sentAtUs, id }) => ({ timeUs: sentAtUs, id }));
}

function pageStatement(
  request: RequestContext,
  where: EmailMessagesFilter,
  first: number,
  after: string | null,
): Statement {
  const parameters = new Parameters();
  const conditions: string[] = [];
  for (const [column, id] of [
    ['campaign_id', where.campaignId],
    ['lead_id', where.leadId],
    ['email_account_id', where.emailAccountId],
  ] as const) {
    if (id == null) continue;
    // What is no uuid is no row's either.
    conditions.push(isUuid(id) ? `${column} = ${parameters.add(id, 'uuid')}` : 'false');
  }
  if (where.direction != null) {
    conditions.push(`direction = ${parameters.add(where.direction.toLowerCase(), 'text')}`);
  }
  // It is never missing.
  if (where.sentAt?.isNull === true) conditions.push('false');
  const { sinceUs, untilUs } = readTimeRange(where.sentAt ?? {}, 'UTC', () => request.now, 'sentAt');
  if (sinceUs !== null) conditions.push(`sent_at >= ${instant(sinceUs, parameters)}`);
  if (untilUs !== null) conditions.push(`sent_at < ${instant(untilUs, parameters)}`);
  if (after !== null) conditions.push(behindCursor(after, 'sent_at', parameters));
  const condition = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const limit = parameters.add(first + 1, 'bigint');
  return {
    text: `select ${EMAIL_MESSAGE_COLUMNS} from content.email_messages${condition} order by sent_at desc, id desc limit ${limit}`,
    values: parameters.values,
  };
}
