import { createHash, randomUUID } from 'node:crypto';
import { createSearchId, searchIdTime } from '../../../src/search/log/search-id.js';
import { moveOutbox } from '../../../src/worker/outbox/move-outbox.js';
import { WorkerDatabase } from '../../../src/worker/worker-database.js';
import {
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';

export const HOSTILE = OUTREACH_TENANT;
export const VICTIM = OTHER_OUTREACH_TENANT;

/** In every text of the victim's, and in no other. */
export const WORD = 'quetzalcoatl';

/** What names rows of the victim, for whoever may have got to know of it; or what might name such, and does not. */
export interface Names {
  readonly tenantId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly emailAccountId: string;
  /** A message that is among the figures. */
  readonly movedId: string;
  /** One that is on its way there. */
  readonly waitingId: string;
  readonly searchId: string;
  readonly ticketId: string;
  readonly requestId: string;
  readonly subject: string;
  readonly clientKey: string;
  readonly family: string;
}

/** Names of nothing. */
export function strangers(): Names {
  return {
    tenantId: randomUUID(),
    campaignId: randomUUID(),
    leadId: randomUUID(),
    emailAccountId: randomUUID(),
    movedId: randomUUID(),
    waitingId: randomUUID(),
    searchId: createSearchId(),
    ticketId: randomUUID(),
    requestId: randomUUID(),
    subject: 'xolotl',
    clientKey: 'tlaloc',
    family: 'mictlan',
  };
}

/** Rows of the victim that have no names in the API. */
export interface VictimRows {
  readonly names: Names;
  /** A job that a worker of the victim's is at, with the secret of its claim. */
  readonly runningJob: { readonly id: string; readonly claim: string };
  readonly deadJobId: string;
  readonly jobKey: string;
  /** A message that was set aside. */
  readonly stayId: string;
  /** A delivery that was set aside. */
  readonly asideId: string;
  /** SHA-256 of the moved message's text, in hexadecimal. */
  readonly bodyHash: string;
}

/** Gives the victim rows in all tables of outreach, by the functions that write them where there are some. */
export async function fillVictim(databases: OutreachDatabases): Promise<VictimRows> {
  const { analytics, oltp, content, queue } = databases;
  const { id: tenantId, campaignId, leadId, emailAccountId } = VICTIM;
  const subject = `${WORD} subject`;
  const requestId = randomUUID();
  await oltp.asOwner('update oltp.tenants set name = $2 where id = $1', [tenantId, WORD]);
  await oltp.asOwner('update oltp.campaigns set name = $2 where tenant_id = $1', [tenantId, WORD]);
  await oltp.asOwner('update oltp.leads set email = $2, name = $3, company = $3 where tenant_id = $1', [
    tenantId,
    `${WORD}@example.com`,
    WORD,
  ]);
  await oltp.asOwner('update oltp.email_accounts set address = $2, display_name = $3 where tenant_id = $1', [
    tenantId,
    `${WORD}@example.com`,
    WORD,
  ]);

  const movedId = await recordMessage(databases, `${WORD} moved`);
  await moveAll(databases);
  const waitingId = await recordMessage(databases, `${WORD} waiting`);
  await content.asOwner(
    `update sluice.outbox set attempts = 1, last_error = $2, last_code = '23505', due_at = now() + interval '1 day' where tenant_id = $1`,
    [tenantId, WORD],
  );
  await analytics.asTenant(
    tenantId,
    `select * from outreach.record_email_events(array[$1]::uuid[], '{opened}', array['2026-03-02Z']::timestamptz[], '[]')`,
    [movedId],
  );
  await analytics.asOwner(
    `insert into outreach.billing_entries (tenant_id, id, billed_at, item, campaign_id, quantity, amount)
     values ($1, gen_random_uuid(), '2026-03-01Z', 'message', $2, 1, 98765.4321)`,
    [tenantId, campaignId],
  );
  await analytics.asOwner(
    `insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, depth)
     values ($1, gen_random_uuid(), '2026-03-01Z', $2, 'sample', 98765)`,
    [tenantId, WORD],
  );
  await analytics.asMaintainer(null, `select * from sluice.refresh_rollups('outreach')`);

  await content.asOwner('insert into content.tenant_settings (tenant_id, message_days) values ($1, 36500)', [
    tenantId,
  ]);
  await content.asOwner(
    `insert into content.forgotten_messages (tenant_id, client_key, id, fingerprint)
     values ($1, $2, gen_random_uuid(), sha256('x'))`,
    [tenantId, `${WORD} forgotten`],
  );
  const [stay] = await content.asOwner(
    `insert into sluice.quarantined_rows (tenant_id, relation, record, missing, quarantined_at)
     values ($1, 'content.email_messages', jsonb_build_object('tenant_id', $1::uuid, 'subject', $2::text, 'lead_id', $3::uuid), '{"lead_id": "x"}',
       now() - interval '1 year')
     returning id`,
    [tenantId, WORD, leadId],
  );

  const asideId = randomUUID();
  await analytics.asOwner(
    `insert into sluice.quarantined_rows (tenant_id, relation, record, missing)
     values ($1, 'outreach.deliveries', jsonb_build_object('tenant_id', $1::uuid, 'id', $2::uuid), '{"lead_id": "x"}')`,
    [tenantId, asideId],
  );

  const jobKey = `${WORD} key`;
  const jobs = Array.from({ length: 3 }, (_, n) => ({
    family: 'sending',
    name: WORD,
    payload: { secret: WORD },
    ...(n === 2 ? { key: jobKey } : {}),
  }));
  await queue.asTenant(tenantId, 'select * from queue.enqueue($1::jsonb)', [JSON.stringify(jobs)]);
  const [running, dead] = await queue.asMaintainer(
    tenantId,
    `select job_id, claim from queue.claim('sending', $1, 2)`,
    [WORD],
  );
  await queue.asMaintainer(tenantId, 'select queue.fail($1, $2, $3, true)', [
    dead!['job_id'],
    dead!['claim'],
    WORD,
  ]);

  for (const database of [analytics, oltp, content, queue]) {
    await database.asTenant(tenantId, `select sluice.record_audit($1, $1, $2, $1, $1, $3, null)`, [
      WORD,
      requestId,
      { secret: WORD },
    ]);
    await database.asMaintainer(
      null,
      `select sluice.record_operator_action($1, $2, $3, $2, $2, 'succeeded', null, $4)`,
      [tenantId, WORD, requestId, { secret: WORD }],
    );
  }
  const [ticket] = await analytics.asOwner(
    `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ($1, gen_random_uuid(), $2, 'open', 'email')
     returning id`,
    [tenantId, subject],
  );
  const searchId = createSearchId();
  await analytics.asTenant(tenantId, 'select sluice.record_searches($1)', [
    JSON.stringify([
      {
        id: searchId,
        created_at: searchIdTime(searchId),
        query: WORD,
        language: 'en',
        types: ['TICKET'],
        result_count: 1,
        is_exact: true,
        duration_us: 1,
      },
    ]),
  ]);
  return {
    names: {
      tenantId,
      campaignId,
      leadId,
      emailAccountId,
      movedId,
      waitingId,
      searchId,
      ticketId: String(ticket!['id']),
      requestId,
      subject: WORD,
      clientKey: `${WORD} moved`,
      family: WORD,
    },
    runningJob: { id: String(running!['job_id']), claim: String(running!['claim']) },
    deadJobId: String(dead!['job_id']),
    jobKey,
    stayId: String(stay!['id']),
    asideId,
    bodyHash: hashOf(`${WORD} moved`),
  };
}

/** Moves what waits in content and queue to the figures, as the worker does. */
export async function moveAll({ analytics, content, queue }: OutreachDatabases): Promise<void> {
  const open = (url: string): WorkerDatabase => new WorkerDatabase({ url, maxConnections: 2 });
  const target = open(analytics.maintainerUrl);
  const sources = [open(content.maintainerUrl), open(queue.maintainerUrl)];
  try {
    for (const source of sources) await moveOutbox(source, target, new AbortController().signal);
  } finally {
    await Promise.all([target, ...sources].map((database) => database.close()));
  }
}

/** The parameters of `content.record_messages` for an outbound message that says everywhere the same. */
export function messageParameters(
  text: string,
  { campaignId, leadId, emailAccountId }: Pick<Names, 'campaignId' | 'leadId' | 'emailAccountId'>,
): readonly unknown[] {
  const bytes = Buffer.from(text);
  const hash = hashOf(text);
  const message = {
    ordinal: 0,
    client_key: text,
    campaign_id: campaignId,
    lead_id: leadId,
    email_account_id: emailAccountId,
    direction: 'outbound',
    subject: text,
    body_hash: hash,
    sent_at: '2026-03-01T09:30:00Z',
    is_writable: true,
  };
  const body = { hash, encoding: 'identity', start: 1, length: bytes.length, raw_bytes: bytes.length };
  return [JSON.stringify([message]), JSON.stringify([body]), bytes];
}

export const RECORD_MESSAGES =
  'select id, outcome from content.record_messages($1::jsonb, $2::jsonb, $3::bytea)';

async function recordMessage({ content }: OutreachDatabases, text: string): Promise<string> {
  const [row] = await content.asTenant(VICTIM.id, RECORD_MESSAGES, messageParameters(text, VICTIM));
  return String(row!['id']);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
