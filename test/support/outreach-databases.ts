import type { DatabaseKind } from '../../src/migrations/database-kind.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import type { TestServer } from '../setup/test-servers.js';

/** The four databases of an outreach platform, with two tenants that have a campaign, a lead and an account each. */
export interface OutreachDatabases extends Readonly<Record<DatabaseKind, TestDatabase>> {
  /** The environment of a gateway, a worker or a command in front of them, but for the JWT settings. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a tenant of the fixture has in `oltp`. */
export interface OutreachTenant {
  readonly id: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly emailAccountId: string;
}

export const OUTREACH_TENANT = outreachTenant(1);
export const OTHER_OUTREACH_TENANT = outreachTenant(2);

/** Makes them on one server, by default the newest; they are dropped at the end of the file. */
export async function createOutreachDatabases(server?: TestServer): Promise<OutreachDatabases> {
  const [analytics, oltp, content, queue] = await Promise.all([
    createTestDatabase(server),
    createTestDatabase(server, 'oltp'),
    createTestDatabase(server, 'content'),
    createTestDatabase(server, 'queue'),
  ]);
  for (const { id, campaignId, leadId, emailAccountId } of [OUTREACH_TENANT, OTHER_OUTREACH_TENANT]) {
    await analytics.asOwner('insert into sluice.tenants (id, name) values ($1, $2)', [id, `Tenant ${id}`]);
    await oltp.asOwner('insert into oltp.tenants (id, name) values ($1, $2)', [id, `Tenant ${id}`]);
    await oltp.asOwner(`insert into oltp.campaigns (tenant_id, id, name) values ($1, $2, 'Spring')`, [
      id,
      campaignId,
    ]);
    await oltp.asOwner(
      `insert into oltp.leads (tenant_id, id, email, name) values ($1, $2, 'ada@example.com', 'Ada')`,
      [id, leadId],
    );
    await oltp.asOwner(
      `insert into oltp.email_accounts (tenant_id, id, address, display_name) values ($1, $2, 'sales@example.com', 'Sales')`,
      [id, emailAccountId],
    );
  }
  return {
    analytics,
    oltp,
    content,
    queue,
    environment: {
      DATABASE_URL: analytics.gatewayUrl,
      MAINTAINER_DATABASE_URL: analytics.maintainerUrl,
      OLTP_DATABASE_URL: oltp.gatewayUrl,
      OLTP_MAINTAINER_DATABASE_URL: oltp.maintainerUrl,
      CONTENT_DATABASE_URL: content.gatewayUrl,
      CONTENT_MAINTAINER_DATABASE_URL: content.maintainerUrl,
      QUEUE_DATABASE_URL: queue.gatewayUrl,
      QUEUE_MAINTAINER_DATABASE_URL: queue.maintainerUrl,
    },
  };
}

function outreachTenant(n: number): OutreachTenant {
  const id = (kind: number): string => `00000000-0000-4000-8000-00000000${kind}00${n}`;
  return { id: id(0), campaignId: id(1), leadId: id(2), emailAccountId: id(3) };
}
