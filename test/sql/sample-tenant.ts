import type { TestDatabase } from '../setup/test-database.js';

export const ONE = '00000000-0000-4000-8000-000000000001';
export const OTHER = '00000000-0000-4000-8000-000000000002';

/** Every table of tenants' data, and one good row of it. The order satisfies the foreign keys; `tenant_id` is added to each. */
export const SAMPLE_ROWS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'helpdesk.organisations': { id: id(1), name: 'Acme', external_id: 'org-1' },
  'helpdesk.users': {
    id: id(2),
    organisation_id: id(1),
    name: 'Ada',
    email: 'ada@example.com',
    role: 'customer',
    tier: 'basic',
  },
  'helpdesk.tickets': {
    id: id(3),
    created_at: '2026-03-01T10:00:00Z',
    updated_at: '2026-03-01T12:00:00Z',
    external_id: 'ticket-1',
    subject: 'Printer on fire',
    status: 'resolved',
    priority: 'high',
    channel: 'email',
    category: 'hardware',
    agent_id: id(4),
    customer_id: id(2),
    first_response_due_at: '2026-03-01T11:00:00Z',
    resolution_due_at: '2026-03-02T10:00:00Z',
    first_responded_at: '2026-03-01T10:30:00Z',
    resolved_at: '2026-03-01T12:00:00Z',
    sla_breached: false,
    satisfaction_score: 4,
  },
  'helpdesk.comments': {
    id: id(5),
    ticket_id: id(3),
    created_at: '2026-03-01T10:30:00Z',
    author_id: id(4),
    type: 'public',
    body: 'Use the extinguisher.',
  },
  'helpdesk.attachments': {
    id: id(6),
    ticket_id: id(3),
    file_name: 'fire.jpg',
    content_type: 'image/jpeg',
    size_bytes: 1024,
  },
  'helpdesk.ticket_history': {
    id: id(7),
    ticket_id: id(3),
    created_at: '2026-03-01T12:00:00Z',
    actor_id: id(4),
    change_type: 'status',
    old_value: 'open',
    new_value: 'resolved',
  },
  'helpdesk.canned_responses': { id: id(8), title: 'Fire', body: 'Use the extinguisher.', language: 'en' },
  'helpdesk.user_sessions': {
    id: id(9),
    user_id: id(2),
    started_at: '2026-03-01T09:00:00Z',
    ended_at: '2026-03-01T10:00:00Z',
  },
  'helpdesk.user_permissions': { user_id: id(2), permission: 'tickets.merge' },
  'outreach.deliveries': {
    id: id(10),
    sent_at: '2026-03-01T10:00:00Z',
    campaign_id: id(11),
    lead_id: id(12),
    email_account_id: id(13),
    delivered_at: '2026-03-01T10:00:01Z',
    opened_at: '2026-03-01T11:00:00Z',
    open_count: 2,
  },
  'outreach.email_events': { message_id: id(10), type: 'opened', occurred_at: '2026-03-01T11:00:00Z' },
  'outreach.billing_entries': {
    id: id(14),
    billed_at: '2026-03-01T00:00:00Z',
    item: 'message',
    campaign_id: id(11),
    quantity: 1000,
    amount: '12.5',
  },
  'outreach.queue_events': {
    id: id(15),
    occurred_at: '2026-03-01T10:00:00Z',
    queue_family: 'sending',
    kind: 'attempt',
    outcome: 'succeeded',
    wait_us: 1000,
    run_us: 2000,
  },
};

/** The tables that {@link SAMPLE_ROWS} fills. */
export const TENANT_TABLES = Object.keys(SAMPLE_ROWS);

/** Of these, the tables that whoever maintains them adds to and deletes from, but does not change. */
export const APPEND_ONLY_TABLES: readonly string[] = [
  'outreach.email_events',
  'outreach.billing_entries',
  'outreach.queue_events',
];

/** A uuid that ends in `n`. */
export function id(n: number): string {
  return `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;
}

/** Makes the two tenants, each with one row in every table, and equal ids in both: ids are a tenant's own affair. */
export async function insertSampleTenants(database: TestDatabase): Promise<void> {
  for (const tenantId of [ONE, OTHER]) {
    await database.asMaintainer(null, 'insert into sluice.tenants (id, name) values ($1, $2)', [
      tenantId,
      'T',
    ]);
    for (const table of TENANT_TABLES) await insertSample(database, tenantId, table);
  }
}

/** Inserts the sample row of `table` as the maintainer, with some of its values replaced. */
export async function insertSample(
  database: TestDatabase,
  tenantId: string,
  table: string,
  changed: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const row: Record<string, unknown> = { tenant_id: tenantId, ...SAMPLE_ROWS[table], ...changed };
  const columns = Object.keys(row);
  await database.asMaintainer(
    tenantId,
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
}
