import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf } from '../../src/content/body-codec.js';
import { tendContent, type TendedContent } from '../../src/content/tend-content.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';
const LEAD = '00000000-0000-4000-8000-0000000000a1';

describe.each(postgresVersions)("the life-cycle of a tenant's messages on PostgreSQL $version", (server) => {
  let content: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    content = await createTestDatabase(server, 'content');
    client = new pg.Client({ connectionString: content.maintainerUrl });
    await client.connect();
  });
  afterAll(() => client.end());
  beforeEach(() =>
    content.asAdmin(
      'truncate content.email_messages, content.message_bodies, content.tenant_settings, content.forgotten_messages, sluice.quarantined_rows',
    ),
  );

  const tend = (tenant: string): Promise<TendedContent> =>
    tendContent(client, tenant, new AbortController().signal);

  async function insertBody(tenant: string, text: string): Promise<Buffer> {
    const body = Buffer.from(text);
    await content.asOwner(
      `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes) values ($1, $2, 'identity', $3, $4) on conflict do nothing`,
      [tenant, hashOf(body), body, body.length],
    );
    return hashOf(body);
  }

  async function insertMessage(tenant: string, text: string, daysAgo: number, key?: string): Promise<string> {
    const id = randomUUID();
    await content.asOwner(
      `insert into content.email_messages (tenant_id, id, client_key, campaign_id, lead_id, email_account_id, direction, subject, body_hash, sent_at)
       values ($1, $2, $3, $4, $4, $4, 'outbound', 'Offer', $5, date_trunc('day', now()) - make_interval(days => $6))`,
      [tenant, id, key ?? null, LEAD, await insertBody(tenant, text), daysAgo],
    );
    return id;
  }

  const keep = (tenant: string, days: number): Promise<unknown> =>
    content.asOwner('insert into content.tenant_settings (tenant_id, message_days) values ($1, $2)', [
      tenant,
      days,
    ]);

  async function ids(table: string, tenant: string): Promise<unknown[]> {
    const rows = await content.asOwner(`select id from content.${table} where tenant_id = $1 order by id`, [
      tenant,
    ]);
    return rows.map(({ id }) => id);
  }

  test('leaves everything where nobody has said how long messages are kept', async () => {
    await insertMessage(ONE, 'Old', 4_000);
    expect(await tend(ONE)).toMatchObject({ messages: 0, bodies: 0 });
    expect(await ids('email_messages', ONE)).toHaveLength(1);
  });

  test('removes what is older than that, with texts that nothing else has, and nothing of another tenant', async () => {
    await keep(ONE, 30);
    const young = await insertMessage(ONE, 'Shared', 29);
    await insertMessage(ONE, 'Shared', 31);
    await insertMessage(ONE, 'Alone', 365);
    const others = await insertMessage(TWO, 'Alone', 365);
    expect(await tend(ONE)).toMatchObject({ messages: 2, bodies: 1 });
    expect(await ids('email_messages', ONE)).toEqual([young]);
    expect(await ids('email_messages', TWO)).toEqual([others]);
    const texts = await content.asOwner(
      'select tenant_id, hash from content.message_bodies order by tenant_id',
    );
    expect(texts).toEqual([
      { tenant_id: ONE, hash: hashOf(Buffer.from('Shared')) },
      { tenant_id: TWO, hash: hashOf(Buffer.from('Alone')) },
    ]);
    expect(await tend(ONE)).toMatchObject({ messages: 0, bodies: 0, compressed: 0 });
  });

  test('removes more than fit into one transaction', async () => {
    await keep(ONE, 30);
    const hash = await insertBody(ONE, 'Many');
    await content.asOwner(
      `insert into content.email_messages (tenant_id, id, client_key, campaign_id, lead_id, email_account_id, direction, body_hash, sent_at)
       select $1, gen_random_uuid(), 'key ' || n, $2, $2, $2, 'inbound', $3, now() - make_interval(days => 31 + n / 100)
       from generate_series(1, 1203) as n`,
      [ONE, LEAD, hash],
    );
    expect(await tend(ONE)).toMatchObject({ messages: 1_203, bodies: 1 });
    expect(await ids('forgotten_messages', ONE)).toHaveLength(1_203);
  });

  test('remembers the keys of what it has removed, for a year', async () => {
    await keep(ONE, 30);
    const id = await insertMessage(ONE, 'Old', 31, 'the key');
    await insertMessage(ONE, 'Old, by another road', 31);
    await tend(ONE);
    expect(await ids('forgotten_messages', ONE)).toEqual([id]);
    await content.asOwner(`update content.forgotten_messages set forgotten_at = now() - interval '364 days'`);
    await tend(ONE);
    expect(await ids('forgotten_messages', ONE)).toEqual([id]);
    await content.asOwner(`update content.forgotten_messages set forgotten_at = now() - interval '366 days'`);
    await tend(ONE);
    expect(await ids('forgotten_messages', ONE)).toEqual([]);
  });

  test('removes what was set aside as well, once it is as old', async () => {
    await keep(ONE, 30);
    for (const [tenant, daysAgo] of [
      [ONE, 31],
      [ONE, 29],
      [TWO, 31],
    ] as const) {
      const id = await insertMessage(tenant, `Set aside ${daysAgo}`, daysAgo);
      await content.asMaintainer(
        tenant,
        `select sluice.quarantine_rows('content.email_messages', $1::jsonb, $2::jsonb, true)`,
        [JSON.stringify([{ tenant_id: tenant, id }]), JSON.stringify({ lead_id: [LEAD] })],
      );
    }
    await tend(ONE);
    const kept = await content.asOwner(
      'select tenant_id, relation from sluice.quarantined_rows order by tenant_id, relation',
    );
    const both = ['content.email_messages', 'content.message_bodies'];
    expect(kept).toEqual(
      [ONE, TWO].flatMap((tenant_id) => both.map((relation) => ({ tenant_id, relation }))),
    );
  });

  test('collects texts that no message has, however they came to that', async () => {
    for (let i = 0; i < 2_101; i++) if (i % 300 === 0) await insertBody(ONE, `Orphan ${i}`);
    await content.asOwner(
      `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes, is_examined)
       select $1, sha256(convert_to('Orphan ' || n, 'UTF8')), 'identity', convert_to('Orphan ' || n, 'UTF8'), length('Orphan ' || n), true
       from generate_series(1, 4100) as n on conflict do nothing`,
      [ONE],
    );
    await insertMessage(ONE, 'Orphan 7', 1);
    await insertBody(TWO, 'Orphan 7');
    const [{ count } = {}] = await content.asOwner(
      'select count(*)::int as count from content.message_bodies where tenant_id = $1',
      [ONE],
    );
    expect(await tend(ONE)).toMatchObject({ messages: 0, bodies: Number(count) - 1 });
    expect(await content.asOwner('select tenant_id from content.message_bodies order by 1')).toEqual([
      { tenant_id: ONE },
      { tenant_id: TWO },
    ]);
  });

  test('compresses texts that came as they are, once, where that pays, and no damaged one', async () => {
    const long = 'We would like to tell you about our new offer. '.repeat(20);
    await insertMessage(ONE, long, 1);
    await insertMessage(ONE, 'x', 1);
    const damaged = await insertBody(ONE, `${long} Damaged`);
    await insertMessage(ONE, `${long} Damaged`, 1);
    await content.asOwner('update content.message_bodies set body = body || $2 where hash = $1', [
      damaged,
      Buffer.from('!'),
    ]);
    expect(await tend(ONE)).toMatchObject({ compressed: 1 });
    const stored = await content.asOwner(
      'select encoding, octet_length(body) < raw_bytes as is_smaller, is_examined from content.message_bodies order by raw_bytes',
    );
    expect(stored).toEqual([
      { encoding: 'identity', is_smaller: false, is_examined: true },
      { encoding: 'br', is_smaller: true, is_examined: true },
      { encoding: 'identity', is_smaller: false, is_examined: true },
    ]);
    expect(await tend(ONE)).toMatchObject({ compressed: 0 });
  });

  test('does nothing once it is told to stop', async () => {
    await keep(ONE, 30);
    await insertMessage(ONE, 'Old', 31);
    expect(await tendContent(client, ONE, AbortSignal.abort())).toEqual({
      messages: 0,
      bodies: 0,
      compressed: 0,
    });
  });

  test('is nothing that the gateway could do, or set', async () => {
    for (const sql of [
      'select * from content.forget_messages(1)',
      `select * from content.collect_bodies('', 1)`,
      'select * from content.tenant_stats()',
      'select * from content.tenant_settings',
      'select * from content.forgotten_messages',
      'delete from content.email_messages',
    ]) {
      await expect(content.asTenant(ONE, sql)).rejects.toMatchObject({ code: '42501' });
    }
  });
});
