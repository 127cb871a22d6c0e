import { createHash, randomUUID } from 'node:crypto';
import { createOperatorRun } from '../../../src/audit/operator-run.js';
import {
  discardReferences,
  type DiscardOptions,
  type DiscardReport,
} from '../../../src/maintenance/references/discard-references.js';
import {
  restoreReferences,
  type RestoreReport,
} from '../../../src/maintenance/references/restore-references.js';
import type { ReferenceReport, TableReport } from '../../../src/maintenance/references/reference-report.js';
import {
  sweepReferences,
  type ReferenceUrls,
  type SweepOptions,
} from '../../../src/maintenance/references/sweep-references.js';
import type { TestRow } from '../../setup/test-database.js';
import {
  OUTREACH_TENANT,
  type OutreachDatabases,
  type OutreachTenant,
} from '../../support/outreach-databases.js';

/** Where the maintainer finds the databases. */
export function referenceUrls({ oltp, content, queue, analytics }: OutreachDatabases): ReferenceUrls {
  return {
    oltp: oltp.maintainerUrl,
    content: content.maintainerUrl,
    queue: queue.maintainerUrl,
    analytics: analytics.maintainerUrl,
  };
}

/** A sweep of all tenants and tables unless told. */
export function sweep(
  databases: OutreachDatabases,
  mode: SweepOptions['mode'],
  options: Partial<SweepOptions> = {},
): Promise<ReferenceReport> {
  return sweepReferences({
    urls: referenceUrls(databases),
    mode,
    tenantId: null,
    table: null,
    run: createOperatorRun('test'),
    ...options,
  });
}

/** Puts back what can be. */
export function restore(databases: OutreachDatabases): Promise<readonly RestoreReport[]> {
  return restoreReferences({
    urls: referenceUrls(databases),
    tenantId: null,
    table: null,
    run: createOperatorRun('test'),
  });
}

/** Discards what was set aside more than 30 days ago, unless told. */
export function discard(
  databases: OutreachDatabases,
  options: Partial<DiscardOptions> = {},
): Promise<readonly DiscardReport[]> {
  return discardReferences({
    urls: referenceUrls(databases),
    olderThanDays: 30,
    isDryRun: false,
    tenantId: null,
    table: null,
    run: createOperatorRun('test'),
    ...options,
  });
}

/** What a report says of one table. */
export function reportOf({ tables }: ReferenceReport, name: string): TableReport {
  return tables.find(({ table }) => table === name)!;
}

/** What a message of the tests refers to; the tenant's own rows unless told. */
export interface MessageReferences {
  readonly campaignId?: string;
  readonly leadId?: string;
  readonly emailAccountId?: string;
  readonly text?: string;
}

/** Writes a message past all validation. @returns its id. */
export async function writeMessage(
  { content }: Pick<OutreachDatabases, 'content'>,
  references: MessageReferences = {},
  tenant: OutreachTenant = OUTREACH_TENANT,
): Promise<string> {
  const { campaignId, leadId, emailAccountId, text = 'Hello' } = { ...tenant, ...references };
  const id = randomUUID();
  const hash = createHash('sha256').update(text).digest();
  await content.asOwner(
    `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes)
     values ($1, $2, 'identity', $3, $4) on conflict do nothing`,
    [tenant.id, hash, Buffer.from(text), Buffer.byteLength(text)],
  );
  await content.asOwner(
    `insert into content.email_messages
       (tenant_id, id, campaign_id, lead_id, email_account_id, direction, subject, body_hash, sent_at)
     values ($1, $2, $3, $4, $5, 'outbound', 'Hi', $6, '2026-01-02T03:04:05.678901Z')`,
    [tenant.id, id, campaignId, leadId, emailAccountId, hash],
  );
  return id;
}

/** Writes the figures of a message past all validation. @returns its id. */
export async function writeDelivery(
  { analytics }: Pick<OutreachDatabases, 'analytics'>,
  references: MessageReferences = {},
  tenant: OutreachTenant = OUTREACH_TENANT,
): Promise<string> {
  const { campaignId, leadId, emailAccountId } = { ...tenant, ...references };
  const id = randomUUID();
  await analytics.asOwner(
    `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id, opened_at, open_count)
     values ($1, $2, '2026-01-02T03:04:05.678901Z', $3, $4, $5, '2026-01-03T00:00:00.000001Z', 2)`,
    [tenant.id, id, campaignId, leadId, emailAccountId],
  );
  return id;
}

/** A row of the tests' `oltp` that nothing has referred to yet. */
export async function makeCampaign(
  { oltp }: Pick<OutreachDatabases, 'oltp'>,
  id: string = randomUUID(),
  tenant: OutreachTenant = OUTREACH_TENANT,
): Promise<string> {
  await oltp.asOwner(`insert into oltp.campaigns (tenant_id, id, name) values ($1, $2, 'Made')`, [
    tenant.id,
    id,
  ]);
  return id;
}

/** All rows of a table, as text, in order: what was there and what came back can be compared to the last bit. */
export async function everything(
  database: { asOwner(sql: string): Promise<TestRow[]> },
  table: string,
): Promise<readonly string[]> {
  const rows = await database.asOwner(`select t::text as row from ${table} as t order by 1`);
  return rows.map(({ row }) => String(row));
}
