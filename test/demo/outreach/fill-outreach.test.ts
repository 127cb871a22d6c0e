import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOperatorRun } from '../../../src/audit/operator-run.js';
import { decodeBody, type BodyEncoding } from '../../../src/content/body-codec.js';
import { TENANT_PROFILES } from '../../../src/demo/generator/tenant-profiles.js';
import { fillOutreach, type OutreachClients } from '../../../src/demo/outreach/fill-outreach.js';
import { OUTREACH_COLUMNS } from '../../../src/demo/outreach/outreach-rows.js';
import { sweepReferences } from '../../../src/maintenance/references/sweep-references.js';
import { DATABASE_KINDS, type DatabaseKind } from '../../../src/migrations/database-kind.js';
import {
  createTestDatabase,
  postgresVersions,
  type TestDatabase,
  type TestRow,
} from '../../setup/test-database.js';
import type { TestServer } from '../../setup/test-servers.js';

type Databases = Readonly<Record<DatabaseKind, TestDatabase>>;

const MESSAGES = 4000;
/** A Monday in the afternoon, so that there is a week behind it. */
const NOW = lastMonday(15);

async function createDatabases(server: TestServer): Promise<Databases> {
  const [analytics, oltp, content, queue] = await Promise.all(
    DATABASE_KINDS.map((kind) => createTestDatabase(server, kind)),
  );
  const databases = { analytics, oltp, content, queue } as Databases;
  for (const { id, name } of TENANT_PROFILES)
    await databases.analytics.asOwner('insert into sluice.tenants (id, name) values ($1, $2)', [id, name]);
  return databases;
}

async function fill(databases: Databases, now: Date, seed = 1): Promise<void> {
  const clients = Object.fromEntries(
    DATABASE_KINDS.map((kind) => [kind, new pg.Client({ connectionString: databases[kind].adminUrl })]),
  ) as Record<DatabaseKind, pg.Client>;
  try {
    for (const client of Object.values(clients)) {
      await client.connect();
      await client.query('begin');
    }
    await fillOutreach(clients satisfies OutreachClients, { messages: MESSAGES, seed, now });
    for (const client of Object.values(clients)) await client.query('commit');
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.end()));
  }
}

describe.each(postgresVersions)('filling the databases of outreach on PostgreSQL $version', (server) => {
  let databases: Databases;

  beforeAll(async () => {
    databases = await createDatabases(server);
    await fill(databases, NOW);
  });

  const rowsOf = (kind: DatabaseKind, sql: string, values?: readonly unknown[]): Promise<TestRow[]> =>
    databases[kind].asOwner(sql, values);
  const idsOf = async (kind: DatabaseKind, sql: string): Promise<Set<string>> =>
    new Set((await rowsOf(kind, sql)).map((row) => `${String(row['tenant_id'])} ${String(row['id'])}`));

  test('makes the same tenants as the tickets have, each with something of everything', async () => {
    const tenants = await rowsOf('oltp', 'select id, name from oltp.tenants order by id');
    expect(tenants).toEqual(TENANT_PROFILES.map(({ id, name }) => ({ id, name })));
    for (const table of Object.keys(OUTREACH_COLUMNS)) {
      const kind = databaseOf(table);
      const [row] = await rowsOf(kind, `select count(distinct tenant_id)::int as tenants from ${table}`);
      expect(row, table).toEqual({ tenants: TENANT_PROFILES.length });
    }
  });

  test.each([
    ['outreach.deliveries', 'sent_at'],
    ['outreach.billing_entries', 'billed_at'],
    ['outreach.queue_events', 'occurred_at'],
  ])('logs what it has filled in %s, as whatever is written later', async (table, time) => {
    const unlogged = await rowsOf(
      'analytics',
      `select tenant_id, date_trunc('day', ${time}, 'UTC') from ${table}
       except select tenant_id, bucket from sluice.changes where dataset = $1`,
      [table],
    );
    expect(unlogged).toEqual([]);
    const triggers = `select from pg_trigger where tgname = 'log_replicated' and tgenabled <> 'R'`;
    expect(await rowsOf('analytics', triggers)).toEqual([]);
  });

  test.each([
    ['oltp.campaigns', 'campaign_id', 'content.email_messages'],
    ['oltp.leads', 'lead_id', 'content.email_messages'],
    ['oltp.email_accounts', 'email_account_id', 'content.email_messages'],
    ['oltp.campaigns', 'campaign_id', 'outreach.deliveries'],
    ['oltp.leads', 'lead_id', 'outreach.deliveries'],
    ['oltp.email_accounts', 'email_account_id', 'outreach.deliveries'],
    ['oltp.campaigns', 'campaign_id', 'outreach.billing_entries'],
    ['oltp.email_accounts', 'email_account_id', 'outreach.billing_entries'],
  ])('knows in %s every %s of %s', async (target, column, table) => {
    const known = await idsOf('oltp', `select tenant_id, id from ${target}`);
    const referred = await idsOf(
      databaseOf(table),
      `select distinct tenant_id, ${column} as id from ${table} where ${column} is not null`,
    );
    expect(referred.size).toBeGreaterThan(10);
    expect([...referred].filter((reference) => !known.has(reference))).toEqual([]);
  });

  test('knows every body, campaign, account and message that messages and jobs name', async () => {
    expect(
      await rowsOf(
        'content',
        `select count(*)::int as n from content.email_messages as m
         left join content.message_bodies as b on b.tenant_id = m.tenant_id and b.hash = m.body_hash
         where b.hash is null`,
      ),
    ).toEqual([{ n: 0 }]);
    for (const [key, kind, table] of [
      ['messageId', 'content', 'content.email_messages'],
      ['campaignId', 'oltp', 'oltp.campaigns'],
      ['emailAccountId', 'oltp', 'oltp.email_accounts'],
    ] as const) {
      const known = await idsOf(kind, `select tenant_id, id from ${table}`);
      const named = await idsOf(
        'queue',
        `select tenant_id, payload ->> '${key}' as id from queue.jobs where payload ? '${key}'`,
      );
      expect(named.size, key).toBeGreaterThan(0);
      expect([...named].filter((reference) => !known.has(reference))).toEqual([]);
    }
  });

  test('refers to nothing that `sluice references check` does not find', async () => {
    const { content, queue, analytics, oltp } = databases;
    const { tables } = await sweepReferences({
      urls: {
        oltp: oltp.maintainerUrl,
        content: content.maintainerUrl,
        queue: queue.maintainerUrl,
        analytics: analytics.maintainerUrl,
      },
      mode: 'check',
      tenantId: null,
      table: null,
      run: createOperatorRun(),
    });
    expect(tables.find(({ table }) => table === 'content.email_messages')!.rows).toBeGreaterThan(1000);
    expect(tables.filter(({ orphans }) => orphans > 0)).toEqual([]);
  });

  test('says of each message that was sent the same in both databases', async () => {
    const columns = 'tenant_id, id, campaign_id, lead_id, email_account_id, sent_at';
    const sent = await rowsOf(
      'content',
      `select ${columns} from content.email_messages where direction = 'outbound' order by tenant_id, id`,
    );
    const delivered = await rowsOf(
      'analytics',
      `select ${columns} from outreach.deliveries order by tenant_id, id`,
    );
    expect(sent.length).toBeGreaterThan(MESSAGES * 0.6);
    expect(delivered).toEqual(sent);
  });

  test('has an answer for each message that was answered, and none besides', async () => {
    const columns = 'tenant_id, campaign_id, lead_id, email_account_id';
    const answers = await rowsOf(
      'content',
      `select ${columns}, sent_at as at from content.email_messages where direction = 'inbound' order by tenant_id, sent_at, lead_id`,
    );
    const answered = await rowsOf(
      'analytics',
      `select ${columns}, replied_at as at from outreach.deliveries where replied_at is not null order by tenant_id, replied_at, lead_id`,
    );
    expect(answers.length).toBeGreaterThan(20);
    expect(answered).toEqual(answers);
  });

  test('keeps each text once within a tenant, and every one of them says what its hash says', async () => {
    const bodies = await rowsOf(
      'content',
      'select hash, encoding, body, raw_bytes from content.message_bodies',
    );
    const [messages] = await rowsOf('content', 'select count(*)::int as n from content.email_messages');
    expect(bodies.length).toBeLessThan((messages!['n'] as number) * 0.8);
    for (const { hash, encoding, body, raw_bytes } of bodies) {
      const rawBytes = raw_bytes as number;
      const text = await decodeBody({
        hash: hash as Buffer,
        encoding: encoding as BodyEncoding,
        bytes: body as Buffer,
        rawBytes,
      });
      expect(text).not.toMatch(/[{}]|undefined/);
    }
  });

  test('looks like outreach: rates, weekdays and limits', async () => {
    const [figures] = await rowsOf(
      'analytics',
      `select avg((opened_at is not null)::int)::float8 as opened, avg((clicked_at is not null)::int)::float8 as clicked,
         avg((replied_at is not null)::int)::float8 as replied, avg((bounced_at is not null)::int)::float8 as bounced,
         avg((delivered_at is not null)::int)::float8 as delivered, avg((extract(isodow from sent_at) > 5)::int)::float8 as weekend,
         count(*) filter (where sent_at >= $1 or opened_at >= $1 or replied_at >= $1 or unsubscribed_at >= $1)::int as future,
         count(*) filter (where bounced_at is not null and delivered_at is not null)::int as contradictory
       from outreach.deliveries`,
      [NOW],
    );
    const between = (name: string, low: number, high: number): void => {
      expect(figures![name], name).toBeGreaterThan(low);
      expect(figures![name], name).toBeLessThan(high);
    };
    between('delivered', 0.95, 0.995);
    between('opened', 0.25, 0.55);
    between('clicked', 0.02, 0.12);
    between('replied', 0.01, 0.06);
    between('bounced', 0.004, 0.03);
    between('weekend', -1, 0.06);
    expect(figures).toMatchObject({ future: 0, contradictory: 0 });

    const limits = new Map(
      (await rowsOf('oltp', 'select id, daily_limit from oltp.email_accounts')).map((row) => [
        row['id'],
        row['daily_limit'] as number,
      ]),
    );
    for (const { account, messages } of await rowsOf(
      'analytics',
      `select email_account_id as account, max(n)::int as messages
       from (select email_account_id, count(*) as n from outreach.deliveries group by email_account_id, sent_at::date) as d
       group by email_account_id`,
    ))
      expect(messages).toBeLessThanOrEqual(limits.get(account)!);
  });

  test('writes to nobody who bounced or asked for no more, and says so of the lead', async () => {
    expect(
      await rowsOf(
        'analytics',
        `select count(*)::int as n from outreach.deliveries as d
         join outreach.deliveries as e on e.tenant_id = d.tenant_id and e.lead_id = d.lead_id
         where d.sent_at > least(e.bounced_at, e.unsubscribed_at)`,
      ),
    ).toEqual([{ n: 0 }]);
    const leadsOf = (condition: string): Promise<Set<string>> =>
      idsOf(
        'analytics',
        `select distinct tenant_id, lead_id as id from outreach.deliveries where ${condition}`,
      );
    const bounced = await leadsOf('bounced_at is not null');
    const written = await leadsOf('true');
    expect(await idsOf('oltp', `select tenant_id, id from oltp.leads where status = 'bounced'`)).toEqual(
      bounced,
    );
    expect(await idsOf('oltp', `select tenant_id, id from oltp.leads where status <> 'new'`)).toEqual(
      written,
    );
  });

  test('bills every message of a finished day, once', async () => {
    const [row] = await rowsOf(
      'analytics',
      `select
         (select sum(quantity)::int from outreach.billing_entries where item = 'message') as billed,
         (select count(*)::int from outreach.deliveries where sent_at < date_trunc('day', $1::timestamptz, 'UTC')) as sent,
         (select bool_and(amount < 0) from outreach.billing_entries where item = 'credit') as gives_back,
         (select count(distinct date_trunc('month', billed_at))::int from outreach.billing_entries where item = 'mailbox') as months`,
      [NOW],
    );
    expect(row).toEqual({ billed: row!['sent'], sent: row!['sent'], gives_back: true, months: 13 });
  });

  test('tells of every attempt at a job that is in the queue, and of no job without a partition', async () => {
    const jobs = await rowsOf(
      'queue',
      `select tenant_id, queue_family, finished_at as at,
         case status when 'succeeded' then 'succeeded' else 'dead' end as outcome
       from queue.jobs where finished_at is not null order by tenant_id, finished_at, queue_family`,
    );
    const attempts = new Set(
      (await rowsOf('analytics', `select * from outreach.queue_events where kind = 'attempt'`)).map((event) =>
        [
          event['tenant_id'],
          event['queue_family'],
          (event['occurred_at'] as Date).toISOString(),
          event['outcome'],
        ].join(' '),
      ),
    );
    expect(jobs.length).toBeGreaterThan(100);
    for (const job of jobs)
      expect(attempts).toContain(
        [job['tenant_id'], job['queue_family'], (job['at'] as Date).toISOString(), job['outcome']].join(' '),
      );
    expect(await rowsOf('queue', 'select count(*)::int as n from queue.jobs_default')).toEqual([{ n: 0 }]);
    // An id says when its job was queued, and the queue finds the job by that.
    expect(
      await rowsOf(
        'queue',
        'select count(*)::int as n from queue.jobs where queue.job_time(id) <> created_at',
      ),
    ).toEqual([{ n: 0 }]);
    expect(
      await rowsOf(
        'queue',
        `select status, count(*) > 0 as is_there from queue.jobs group by status order by status`,
      ),
    ).toEqual(['dead', 'succeeded'].map((status) => ({ status, is_there: true })));
  });

  test('gives the same rows for the same seed and hour, replaces what is there, and leaves others alone', async () => {
    const stranger = '00000000-0000-4000-8000-000000000001';
    const lead = `insert into oltp.leads (tenant_id, id, email) values ('${stranger}', '${stranger}', 'ada@example.com')`;
    const other = await createDatabases(server);
    await other.oltp.asOwner(`insert into oltp.tenants (id, name) values ('${stranger}', 'Stranger')`);
    await other.oltp.asOwner(lead);
    const fingerprints = async (of: Databases): Promise<TestRow[]> => {
      const all: TestRow[] = [];
      for (const [table, columns] of Object.entries(OUTREACH_COLUMNS))
        all.push(
          ...(await of[databaseOf(table)].asOwner(
            `select '${table}' as name, md5(string_agg(t::text, '' order by t::text)) as sum
             from (select ${columns.join(', ')} from ${table} where tenant_id <> '${stranger}') as t`,
          )),
        );
      return all;
    };
    await fill(other, NOW, 2);
    expect(await fingerprints(other)).not.toEqual(await fingerprints(databases));
    await fill(other, NOW);
    expect(await fingerprints(other)).toEqual(await fingerprints(databases));
    expect(await other.oltp.asOwner(`select id from oltp.leads where tenant_id = '${stranger}'`)).toEqual([
      { id: stranger },
    ]);
  });
});

function databaseOf(table: string): DatabaseKind {
  const schema = table.split('.')[0]!;
  return schema === 'outreach' ? 'analytics' : (schema as DatabaseKind);
}

function lastMonday(hour: number): Date {
  const now = new Date();
  const daysBack = ((now.getUTCDay() + 6) % 7) + 7;
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysBack, hour));
}
