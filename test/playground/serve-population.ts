import { pino } from 'pino';
import { readEnvironment } from '../../src/config/environment.js';
import { encodeBody } from '../../src/content/body-codec.js';
import { startGateway, type RunningGateway } from '../../src/gateway/start-gateway.js';
import type { Scope } from '../../src/tenancy/scope.js';
import { issueJwt } from '../../src/tokens/issue-jwt.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';

const TENANT = OUTREACH_TENANT.id;
const AGENT = '00000000-0000-4000-8000-000000000009';
const SECRET = 'a secret of at least thirty-two characters';

export interface ServedPopulation {
  readonly gateway: RunningGateway;
  /** A token of the tenant that has the tickets. */
  issueToken(...scopes: Scope[]): Promise<string>;
  /** Raises tickets of that tenant, now. */
  raiseTickets(channel: string, count: number): Promise<void>;
}

/** The real gateway over databases of its own, with one tenant's tickets and messages of the last 60 days. */
export async function servePopulation(): Promise<ServedPopulation> {
  const databases = await createOutreachDatabases();
  const database = databases.analytics;
  await database.asOwner(`
    insert into helpdesk.users (tenant_id, id, name, email, role) values ('${TENANT}', '${AGENT}', 'Ada', 'ada@example.com', 'agent');
    insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, priority, channel, agent_id, resolved_at, sla_breached)
      select '${TENANT}', gen_random_uuid(), at, now(), 'Printer ' || n || ' is out of paper', status, priority, channel, '${AGENT}',
        case status when 'resolved' then at + interval '1 hour' end, n % 4 = 0
      from (
        select n, now() - n * interval '12 hours' as at,
          (array['open', 'pending', 'resolved'])[1 + n % 3] as status,
          (array['high', 'urgent', 'low'])[1 + n / 3 % 3] as priority,
          (array['email', 'chat'])[1 + n % 2] as channel
        from generate_series(1, 120) as n
      ) as t`);
  await database.asMaintainer(null, 'select from helpdesk.refresh_dashboard_views()');
  await writeMessages(databases);
  const settings = readEnvironment({
    ...databases.environment,
    SLUICE_JWT_SECRET: SECRET,
    PORT: '0',
  });
  const gateway = await startGateway({ settings, log: pino({ level: 'silent' }) });
  return {
    gateway,
    raiseTickets: async (channel, count) => {
      await database.asOwner(
        `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
         select '${TENANT}', gen_random_uuid(), now(), now(), 'Now', 'open', '${channel}' from generate_series(1, ${count})`,
      );
    },
    issueToken: (...scopes) =>
      issueJwt(
        { tenantId: TENANT, subject: 'playground', scopes, lifetimeSeconds: 3_600 },
        { secret: SECRET, issuer: settings.jwt.issuer, audience: settings.jwt.audience },
      ),
  };
}

/** What was written in the last 60 days, twice a day: the texts, what became of them, what it cost, and the attempts at sending it. */
async function writeMessages({ analytics, content }: OutreachDatabases): Promise<void> {
  const { campaignId, leadId, emailAccountId } = OUTREACH_TENANT;
  const { hash, encoding, bytes, rawBytes } = await encodeBody('Hello Ada,\n\nwould you like to see it?\n');
  await content.asAdmin(
    `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes) values ('${TENANT}', $1, $2, $3, $4)`,
    [hash, encoding, bytes, rawBytes],
  );
  const sent = `select n, ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid as id, now() - n * interval '12 hours' as at
    from generate_series(1, 120) as n`;
  await content.asAdmin(
    `insert into content.email_messages (tenant_id, id, campaign_id, lead_id, email_account_id, direction, subject, body_hash, sent_at)
     select '${TENANT}', id, '${campaignId}', '${leadId}', '${emailAccountId}', case n % 3 when 0 then 'inbound' else 'outbound' end, 'Hello', $1, at from (${sent}) as s`,
    [hash],
  );
  await analytics.asOwner(`
    insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id, delivered_at, opened_at, open_count)
      select '${TENANT}', id, at, '${campaignId}', '${leadId}', '${emailAccountId}', at, case when n % 3 = 0 then at end, (n % 3 = 0)::int
      from (${sent}) as s;
    insert into outreach.billing_entries (tenant_id, id, billed_at, item, campaign_id, quantity, amount)
      select '${TENANT}', id, at, 'message', '${campaignId}', 1, 0.0045 from (${sent}) as s;
    insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, outcome, wait_us, run_us)
      select '${TENANT}', id, at, 'sending', 'attempt', 'succeeded', 1000, 2000 from (${sent}) as s`);
}
