import { requireDatabase } from '../../../tenancy/databases.js';
import type { GatewayDatabase } from '../../../tenancy/gateway-database.js';
import type { RequestContext } from '../../../tenancy/request-context.js';

const MISSING = `
  select i.id
  from unnest($1::uuid[]) as i (id)
  where not exists (select from outreach.deliveries as d where d.id = i.id)`;

/** As text: times keep their microseconds. */
const MESSAGES = `
  select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'sent_at', m.sent_at, 'campaign_id', m.campaign_id, 'lead_id', m.lead_id,
    'email_account_id', m.email_account_id)), '[]')::text
  from content.email_messages as m
  where m.id = any($1::uuid[]) and m.direction = 'outbound'`;

/**
 * Of these messages of the tenant those that were sent and are not among the deliveries yet, as a JSON array of rows of that table. The worker
 * moves them there within seconds; who reports what became of a message may be faster.
 * @throws SluiceError `CONFIGURATION` where one is not among the deliveries and the database content is not configured, and what a tenant
 * transaction throws.
 */
export async function missingDeliveries(
  request: RequestContext,
  messageIds: readonly string[],
): Promise<string> {
  const missing = await read(request, request.databases.analytics, {
    name: 'sluice_missing_deliveries',
    text: MISSING,
    values: [messageIds],
  });
  if (missing.length === 0) return '[]';
  const [row] = await read(request, requireDatabase(request.databases, 'content'), {
    name: 'sluice_sent_messages',
    text: MESSAGES,
    values: [missing.map(([id]) => id)],
  });
  return row![0] as string;
}

async function read(
  { principal, signal }: RequestContext,
  database: GatewayDatabase,
  statement: Parameters<GatewayDatabase['tenantTransaction']>[1][number],
): Promise<readonly (readonly unknown[])[]> {
  const [rows] = await database.tenantTransaction(principal.tenantId, [statement], { signal });
  return rows!;
}
