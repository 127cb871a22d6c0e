import { auditParameters } from '../audit/audit-statement.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { Rows, Statement } from '../tenancy/statement.js';
import { isUuid } from '../tenancy/uuid.js';
import type { EncodedBody } from './body-codec.js';
import type { MessageToRecord } from './message-to-record.js';

/** A message on its way to the database. */
export interface EncodedMessage {
  readonly message: MessageToRecord;
  readonly body: EncodedBody;
  /** False: it is looked up by its key, and not written where it is not known. */
  readonly isWritable: boolean;
}

/** What the database says of a message. */
export interface WrittenMessage {
  /** Null for one that is neither known nor written. */
  readonly id: string | null;
  readonly outcome: 'recorded' | 'repeated' | 'conflicting' | 'unwritten';
}

const AUDITED = {
  action: 'recordEmailMessages',
  target: 'content.email_messages',
  before: null,
  after: null,
};

/** The entry says what was recorded; where nothing was, there is none. */
const TEXT = `
  with told as materialized (
    select ordinal, id, outcome from content.record_messages($1::jsonb, $2::jsonb, $3::bytea)
  ), audited as materialized (
    select sluice.record_audit($4::text, $5::text, $6::text, $7::text, $8::text, $9::jsonb, r.after)
    from (
      select jsonb_build_object('messages', count(*), 'messageIds', jsonb_agg(id order by ordinal)) as after
      from told
      where outcome = 'recorded'
      having count(*) > 0
    ) as r
  )
  select id::text, outcome, (select count(*) from audited) from told order by ordinal`;

/** No row has it: in place of what is no uuid, in messages that are not written. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Writes messages of the request's tenant, none with another's key, and the entry of the audit trail. Its rows are read by {@link readWritten}. */
export function recordStatement(request: RequestContext, messages: readonly EncodedMessage[]): Statement {
  const bodies = new Map(messages.map(({ body }) => [body.hash.toString('hex'), body]));
  let start = 1;
  const places = [...bodies].map(([hash, { encoding, bytes, rawBytes }]) => {
    const place = { hash, encoding, start, length: bytes.length, raw_bytes: rawBytes };
    start += bytes.length;
    return place;
  });
  return {
    name: 'sluice_record_messages',
    text: TEXT,
    values: [
      JSON.stringify(messages.map(toRecord)),
      JSON.stringify(places),
      Buffer.concat([...bodies.values()].map(({ bytes }) => bytes)),
      ...auditParameters(request, AUDITED).slice(0, -1),
    ],
  };
}

/** What became of each message, in order. */
export function readWritten(rows: Rows): readonly WrittenMessage[] {
  return rows.map(([id, outcome]) => ({
    id: id as string | null,
    outcome: outcome as WrittenMessage['outcome'],
  }));
}

function toRecord({ message, body, isWritable }: EncodedMessage, i: number): Record<string, unknown> {
  const id = (text: string): string => (isUuid(text) ? text : NO_ID);
  return {
    ordinal: i,
    client_key: message.clientKey,
    campaign_id: id(message.campaignId),
    lead_id: id(message.leadId),
    email_account_id: id(message.emailAccountId),
    direction: message.direction,
    subject: message.subject,
    body_hash: body.hash.toString('hex'),
    sent_at: message.sentAt,
    is_writable: isWritable,
  };
}
