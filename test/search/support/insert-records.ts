import { createHash } from 'node:crypto';
import type { TestDatabase } from '../../setup/test-database.js';

/** A row by its columns; what is left out gets the table's sample value. */
export type RecordRow = Readonly<Record<string, unknown>>;

const AT = '2026-03-01T10:00:00Z';

/** What a row must have, by table. */
const MINIMAL_ROWS: Readonly<Record<string, RecordRow>> = {
  'helpdesk.tickets': {
    created_at: AT,
    updated_at: '2100-01-01T00:00:00Z',
    subject: 'A subject',
    status: 'open',
    channel: 'email',
  },
  'helpdesk.comments': {
    created_at: AT,
    ticket_id: idOf('ticket of comments'),
    type: 'public',
    body: 'A comment',
  },
  'helpdesk.canned_responses': {
    created_at: AT,
    updated_at: '2100-01-01T00:00:00Z',
    title: 'A title',
    body: 'A body',
    language: 'en',
    usage_count: 0,
  },
  'helpdesk.users': { created_at: AT, name: 'A person', role: 'customer', is_active: true },
  'helpdesk.organisations': { created_at: AT, name: 'A company' },
  'helpdesk.attachments': {
    created_at: AT,
    ticket_id: idOf('ticket of attachments'),
    file_name: 'a.txt',
    content_type: 'text/plain',
  },
};

/** A uuid that a name stands for. */
export function idOf(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Makes tenants, each with the language of texts that do not say theirs. */
export async function insertTenants(
  database: TestDatabase,
  tenants: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [id, language] of Object.entries(tenants)) {
    await database.asOwner('insert into sluice.tenants (id, name, search_language) values ($1, $2, $3)', [
      id,
      `Tenant ${id}`,
      language,
    ]);
  }
}

/** Inserts rows of one tenant in one statement, as the owner. Rows without an id get one. */
export async function insertRecords(
  database: TestDatabase,
  tenantId: string,
  table: string,
  rows: readonly RecordRow[],
): Promise<void> {
  const complete = rows.map((row, index) => ({
    id: idOf(`${tenantId} ${table} ${JSON.stringify(row)} ${index}`),
    ...MINIMAL_ROWS[table],
    ...row,
    tenant_id: tenantId,
  }));
  await database.asOwner(
    `insert into ${table} select r.* from jsonb_populate_recordset(null::${table}, $1::jsonb) as r`,
    [JSON.stringify(complete)],
  );
}
