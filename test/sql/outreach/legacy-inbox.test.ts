import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, OTHER } from '../sample-tenant.js';

const FILE = new URL('../../../sql/content/migrations/0040_legacy.sql', import.meta.url);
const COLUMNS =
  'tenant_id uuid, message_id uuid, provider_message_id text, campaign_id uuid, lead_id uuid, email_account_id uuid, subject text, body text, received_at timestamptz';

interface LegacyRow {
  readonly tenantId: string | null;
  readonly messageId: string | null;
  readonly providerMessageId: string | null;
  readonly campaignId: string | null;
  readonly leadId: string | null;
  readonly emailAccountId: string | null;
  readonly subject: string | null;
  readonly body: string | null;
  readonly receivedAt: string | null;
}

/** A row that nothing is wrong with, of a mail of its own. */
function aRow(changes: Partial<LegacyRow> = {}): LegacyRow {
  return {
    tenantId: ONE,
    messageId: null,
    providerMessageId: `<${randomUUID()}@example.com>`,
    campaignId: randomUUID(),
    leadId: randomUUID(),
    emailAccountId: randomUUID(),
    subject: 'Re: Hello',
    body: 'Grüße 🙂',
    receivedAt: '2025-03-01T10:00:00.123456Z',
    ...changes,
  };
}

describe.each(postgresVersions)('the inbox of earlier platforms on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase(server, 'content');
  });

  const makeTable = (columns = COLUMNS): Promise<unknown> =>
    database.asAdmin(`create table public.content_inbox_message_refs (id bigserial primary key, ${columns})`);
  const write = async (...rows: readonly LegacyRow[]): Promise<void> => {
    for (const row of rows) {
      await database.asAdmin(
        `insert into public.content_inbox_message_refs
           (tenant_id, message_id, provider_message_id, campaign_id, lead_id, email_account_id, subject, body, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        Object.values(row),
      );
    }
  };
  const fold = async (): Promise<void> => {
    await database.asAdmin(`begin;\n${await readFile(FILE, 'utf8')}\ncommit`);
  };
  const left = async (): Promise<number | null> => {
    const [{ is } = {}] = await database.asAdmin(
      `select to_regclass('public.content_inbox_message_refs') is not null as is`,
    );
    if (is !== true) return null;
    return (await database.asAdmin('select from public.content_inbox_message_refs')).length;
  };
  const messages = () =>
    database.asOwner(
      `select tenant_id, client_key, campaign_id, lead_id, email_account_id, direction, subject, sent_at::text, encode(body_hash, 'hex') as hash
       from content.email_messages order by client_key`,
    );

  test('is not there in a new installation, and nothing happens', async () => {
    await fold();
    expect(await messages()).toEqual([]);
  });

  test('becomes messages, each unique row one, with all that it said; the table goes when it is empty', async () => {
    await makeTable();
    const rows = [
      aRow(),
      aRow({ providerMessageId: null }),
      aRow({ tenantId: OTHER, subject: null, body: '' }),
    ];
    await write(...rows);
    await fold();
    const found = await messages();
    expect(found).toHaveLength(3);
    for (const row of rows) {
      expect(found).toContainEqual({
        tenant_id: row.tenantId,
        client_key:
          row.providerMessageId === null
            ? (expect.stringMatching(/^inbox:[0-9a-f]{64}$/) as string)
            : `inbox:${row.providerMessageId}`,
        campaign_id: row.campaignId,
        lead_id: row.leadId,
        email_account_id: row.emailAccountId,
        direction: 'inbound',
        subject: row.subject,
        sent_at: expect.stringContaining('.123456') as string,
        hash: createHash('sha256').update(row.body!).digest('hex'),
      });
    }
    expect(await left()).toBeNull();
    const [body] = await database.asOwner(
      `select convert_from(body, 'UTF8') as text, raw_bytes from content.message_bodies where raw_bytes > 0 limit 1`,
    );
    expect(body).toEqual({ text: 'Grüße 🙂', raw_bytes: Buffer.byteLength('Grüße 🙂') });
  });

  test('duplicates fold into one message, and the same mail of another tenant into another', async () => {
    await makeTable();
    const row = aRow();
    const unnamed = aRow({ providerMessageId: null });
    await write(row, row, { ...row, subject: null }, { ...row, tenantId: OTHER }, unnamed, unnamed);
    await fold();
    expect(await messages()).toHaveLength(3);
    expect(await left()).toBeNull();
  });

  test('what says something else than its message, or too little for one, stays', async () => {
    await makeTable();
    const row = aRow();
    await write(
      row,
      { ...row, body: 'Something else', receivedAt: '2025-03-02T00:00:00Z' },
      { ...row, campaignId: randomUUID(), receivedAt: '2025-03-03T00:00:00Z' },
      aRow({ tenantId: null }),
      aRow({ leadId: null }),
      aRow({ body: null }),
      aRow({ receivedAt: null }),
      aRow({ receivedAt: 'infinity' }),
    );
    await fold();
    expect(await messages()).toMatchObject([{ hash: createHash('sha256').update(row.body!).digest('hex') }]);
    expect(await left()).toBe(7);
  });

  test('what refers to a message that is there folds into it, unless it contradicts', async () => {
    await makeTable();
    const messageId = randomUUID();
    const row = aRow({ messageId });
    const nothing = {
      campaignId: null,
      leadId: null,
      emailAccountId: null,
      subject: null,
      body: null,
      receivedAt: null,
    };
    await write(
      row,
      aRow({ messageId, providerMessageId: null, ...nothing }),
      aRow({ messageId, ...nothing, leadId: randomUUID() }),
      aRow({ messageId, ...nothing, tenantId: OTHER }),
    );
    await fold();
    expect(await database.asOwner('select id from content.email_messages')).toEqual([{ id: messageId }]);
    expect(await left()).toBe(2);
  });

  test('a second run writes nothing again, and folds what came since', async () => {
    await makeTable();
    const row = aRow();
    const stuck = aRow({ leadId: null });
    await write(row, stuck);
    await fold();
    const before = await messages();
    expect(await left()).toBe(1);
    await write(row);
    await fold();
    expect(await messages()).toEqual(before);
    expect(await left()).toBe(1);
    // With it, all that the stuck row says is known.
    await write({ ...stuck, leadId: randomUUID() });
    await fold();
    expect(await messages()).toHaveLength(before.length + 1);
    expect(await left()).toBeNull();
    await fold();
    expect(await messages()).toHaveLength(before.length + 1);
  });

  test('a table of another shape is left as it is', async () => {
    await makeTable(`${COLUMNS}, is_read boolean`);
    await write(aRow());
    await fold();
    expect(await messages()).toEqual([]);
    expect(await left()).toBe(1);
  });
});
