import { pino } from 'pino';
import { readEnvironment } from '../../src/config/environment.js';
import { startGateway, type RunningGateway } from '../../src/gateway/start-gateway.js';
import type { Scope } from '../../src/tenancy/scope.js';
import { issueJwt } from '../../src/tokens/issue-jwt.js';
import { createTestDatabase } from '../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const AGENT = '00000000-0000-4000-8000-000000000002';
const SECRET = 'a secret of at least thirty-two characters';

export interface ServedPopulation {
  readonly gateway: RunningGateway;
  /** A token of the tenant that has the tickets. */
  issueToken(...scopes: Scope[]): Promise<string>;
  /** Raises tickets of that tenant, now. */
  raiseTickets(channel: string, count: number): Promise<void>;
}

/** The real gateway over a database of its own, with one tenant's tickets of the last 60 days. */
export async function servePopulation(): Promise<ServedPopulation> {
  const database = await createTestDatabase();
  await database.asOwner(`
    insert into sluice.tenants (id, name) values ('${TENANT}', 'One');
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
  const settings = readEnvironment({
    DATABASE_URL: database.gatewayUrl,
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
