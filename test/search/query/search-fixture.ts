import { OTHER_TENANT, TENANT } from '../../analytics/support/tickets-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../setup/test-database.js';
import type { TestServer } from '../../setup/test-servers.js';
import { startTestGateway, type GatewayFixture } from '../../support/gateway-fixture.js';
import { startPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy.js';
import { idOf, insertRecords, insertTenants } from '../support/insert-records.js';

/** A help desk of six kinds of records about printers, another tenant's about secrets, and a gateway in front of them. */
export interface SearchFixture {
  readonly database: TestDatabase;
  readonly proxy: PostgresProxy;
  readonly gateway: GatewayFixture;
  close(): Promise<void>;
}

/** A word that only the other tenant's texts have. */
export const SECRET = 'zanzibar';

/** Texts that want to be markup, and what is left of each to be seen. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>alert("hostile")</script> hostile',
  '<img src=x onerror=\'alert("hostile")\'> hostile',
  '"><svg onload=alert(1)> hostile <a href="javascript:alert(1)">hostile</a>',
  'hostile &lt;b&gt; &amp;amp; &#60;script&#62; &nbsp;',
  '<mark>hostile</mark> </mark> <!-- hostile --> <![CDATA[ hostile ]]>',
  'a<b hostile b>a < hostile > 1<2 hostile',
  '\u0001hostile\u0002 \u0003script\u0003 ho\u0004stile \u0002\u0001hostile',
  'a „hostile“ text\u00a0…hostile…\u3000«hostile»',
  'hostile 🖨️🔥 👩‍👩‍👧 \u202e hostile \u202c',
];

export async function createSearchFixture(server?: TestServer): Promise<SearchFixture> {
  const database = await createTestDatabase(server);
  await insertTenants(database, { [TENANT]: 'en', [OTHER_TENANT]: 'en' });
  await insertHelpdesk(database);
  await insertRecords(database, OTHER_TENANT, 'helpdesk.tickets', [
    { id: idOf('their ticket'), subject: `${SECRET} printer`, description: SECRET },
  ]);
  await database.asOwner('select sluice.gather_search_words()');
  const proxy = await startPostgresProxy(database.gatewayUrl);
  const gateway = await startTestGateway(proxy.url, { SLUICE_DATABASE_CONNECTIONS: '1' });
  return {
    database,
    proxy,
    gateway,
    close: async () => {
      await gateway.close();
      await proxy.close();
    },
  };
}

async function insertHelpdesk(database: TestDatabase): Promise<void> {
  const insert = (table: string, rows: readonly Record<string, unknown>[]): Promise<void> =>
    insertRecords(database, TENANT, `helpdesk.${table}`, rows);
  await insert('organisations', [{ id: idOf('acme'), name: 'Acme Printers' }]);
  await insert('users', [
    {
      id: idOf('petra'),
      organisation_id: idOf('acme'),
      name: 'Petra Printer',
      email: 'petra@mail.example',
      role: 'agent',
    },
    { id: idOf('carl'), organisation_id: idOf('acme'), name: 'Carl', email: 'carl@mail.example' },
  ]);
  await insert('tickets', [
    {
      id: idOf('fire'),
      subject: 'Printer on fire',
      description: 'The printer burns and smokes.',
      status: 'open',
      channel: 'email',
      priority: 'urgent',
      category: 'hardware',
      agent_id: idOf('petra'),
      customer_id: idOf('carl'),
      organisation_id: idOf('acme'),
      created_at: '2026-03-31T23:30:00Z',
    },
    {
      id: idOf('paper'),
      subject: 'Out of paper',
      description: `${'It was so yesterday. '.repeat(40)} Our printer stopped in the middle of a page. ${'We shall wait. '.repeat(40)}`,
      status: 'closed',
      channel: 'phone',
      created_at: '2026-02-01T10:00:00Z',
    },
    ...HOSTILE_TEXTS.map((text, n) => ({
      id: idOf(`hostile ${n}`),
      subject: text,
      description: text,
      created_at: '2025-12-01T10:00:00Z',
    })),
  ]);
  await insert('comments', [
    {
      id: idOf('which'),
      ticket_id: idOf('fire'),
      author_id: idOf('carl'),
      body: 'Which printer is it?',
      created_at: '2026-04-01T10:00:00Z',
    },
  ]);
  await insert('attachments', [
    {
      id: idOf('photo'),
      ticket_id: idOf('fire'),
      file_name: 'printer_fire-2024.jpg',
      content_type: 'image/jpeg',
    },
  ]);
  await insert('canned_responses', [
    {
      id: idOf('restart'),
      title: 'Restart a printer',
      body: 'Please switch it off and on.',
      category: 'hardware',
    },
  ]);
}
