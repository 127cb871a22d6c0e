import { auditParameters } from '../../../audit/audit-statement.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import type { Statement } from '../../../tenancy/statement.js';
import { missingDeliveries } from './missing-deliveries.js';

/** Something that happened to a message, ready to be written. */
export interface EmailEvent {
  /** A uuid. */
  readonly messageId: string;
  /** As the table has it: `delivered`, `opened` … */
  readonly type: string;
  /** ISO 8601 in UTC, with microseconds. */
  readonly occurredAt: string;
}

/** What became of an event: it is there, now or from before, or why not. */
export type EmailEventOutcome = 'recorded' | 'repeated' | 'unknown' | 'archived' | 'early' | 'future';

const AUDITED = { action: 'recordEmailEvents', target: 'outreach.email_events', before: null, after: null };

/** The entry says what was recorded; where nothing was, there is none. */
const TEXT = `
  with told as materialized (
    select ordinal, message_id, outcome
    from outreach.record_email_events($1::uuid[], $2::text[], $3::timestamptz[], $4::jsonb)
  ), audited as materialized (
    select sluice.record_audit($5::text, $6::text, $7::text, $8::text, $9::text, $10::jsonb, r.after)
    from (
      select jsonb_build_object('events', count(*), 'messageIds', jsonb_agg(distinct message_id order by message_id)) as after
      from told
      where outcome = 'recorded'
      having count(*) > 0
    ) as r
  )
  select outcome, (select count(*) from audited) from told order by ordinal`;

/**
 * Records events in one transaction with the entry of the audit trail. A message that has not arrived in the database of the figures yet is
 * brought there from the database that holds it.
 * @returns one outcome an event, in order.
 * @throws SluiceError what tenant transactions throw, and `CONFIGURATION` where a message is not among the figures and nobody can say
 * whether there is one, for the database content is not configured. Nothing is written then.
 */
export async function writeEmailEvents(
  request: RequestContext,
  events: readonly EmailEvent[],
): Promise<readonly EmailEventOutcome[]> {
  if (events.length === 0) return [];
  const deliveries = await missingDeliveries(request, [...new Set(events.map(({ messageId }) => messageId))]);
  const statement: Statement = {
    name: 'sluice_record_email_events',
    text: TEXT,
    values: [
      events.map(({ messageId }) => messageId),
      events.map(({ type }) => type),
      events.map(({ occurredAt }) => occurredAt),
      deliveries,
      ...auditParameters(request, AUDITED).slice(0, -1),
    ],
  };
  const { databases, principal, signal } = request;
  const [rows] = await databases.analytics.tenantTransaction(principal.tenantId, [statement], {
    signal,
    isReadWrite: true,
  });
  return rows!.map(([outcome]) => outcome as EmailEventOutcome);
}
