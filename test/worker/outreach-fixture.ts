import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { readEnvironment } from '../../src/config/environment.js';
import type { WorkerSettings, OutreachUrls } from '../../src/config/settings.js';
import { outreachUrls } from '../../src/worker/outreach-databases.js';
import type { TestServer } from '../setup/test-servers.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
  type OutreachTenant,
} from '../support/outreach-databases.js';
import { endLeases, TEST_LAG } from './worker-fixture.js';

export { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../support/outreach-databases.js';

/** The four databases, with what a worker is started with, and words for what is on its way between them. */
export interface OutreachWorkerFixture extends OutreachDatabases {
  readonly urls: OutreachUrls;
  settings(environment?: Record<string, string>): WorkerSettings;
  /** Writes rows of `outreach.deliveries` to content's outbox, as recorded messages do. Returns their ids. */
  send(count: number, differences?: object, tenant?: OutreachTenant): Promise<string[]>;
  /** The ids of what has arrived, sorted. */
  delivered(tenantId?: string): Promise<string[]>;
  /** What is left in content's outbox. */
  waiting(): Promise<Record<string, unknown>[]>;
  /** Lets rows be taken, and makes whoever would delete them wait, until the returned function is called. */
  holdDeletes(): Promise<() => Promise<void>>;
  /** Lets the leases of all jobs of the worker that are under way run out, as time would. */
  endLeases(): Promise<void>;
}

export async function createOutreachWorkerFixture(server?: TestServer): Promise<OutreachWorkerFixture> {
  const databases = await createOutreachDatabases(server);
  const { analytics, content, environment } = databases;
  await analytics.asMaintainer(
    null,
    `select sluice.set_lag_target(rollup, '${TEST_LAG}') from sluice.rollup_work()`,
  );
  return {
    ...databases,
    urls: outreachUrls(readEnvironment({ ...environment }).outreach),
    settings: (differences = {}) =>
      readEnvironment({ SLUICE_WORKER_INTERVAL_MS: '100', ...differences }).worker,
    send: async (count, differences = {}, tenant = OUTREACH_TENANT) => {
      const records = Array.from({ length: count }, () => ({
        id: randomUUID(),
        sent_at: new Date().toISOString(),
        campaign_id: tenant.campaignId,
        lead_id: tenant.leadId,
        email_account_id: tenant.emailAccountId,
        ...differences,
      }));
      await content.asOwner(
        `insert into sluice.outbox (tenant_id, target, record)
         select $1, 'outreach.deliveries', record from jsonb_array_elements($2::jsonb) as record`,
        [tenant.id, JSON.stringify(records)],
      );
      return records.map(({ id }) => id).sort();
    },
    delivered: async (tenantId = OUTREACH_TENANT.id) =>
      (await analytics.asTenant(tenantId, 'select id from outreach.deliveries order by id::text')).map(
        (row) => String(row['id']),
      ),
    waiting: () => content.asAdmin('select * from sluice.outbox order by created_at, id'),
    holdDeletes: async () => {
      const client = new pg.Client({
        connectionString: content.adminUrl,
        application_name: 'sluice-test',
      });
      await client.connect();
      // Row locks, which a worker takes first, do not mind it.
      await client.query('begin; lock table sluice.outbox in share mode');
      return () => client.end();
    },
    endLeases: () => endLeases(analytics),
  };
}
