import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restore, sweep } from '../../maintenance/references/references-fixture.js';
import { postgresVersions } from '../../setup/test-database.js';
import {
  aMessage,
  problems,
  startMessagesFixture,
  TENANT,
  type MessagesFixture,
} from './messages-fixture.js';

describe.each(postgresVersions)('a message that was removed, on PostgreSQL $version', (server) => {
  let gateway: MessagesFixture;
  beforeAll(async () => {
    gateway = await startMessagesFixture({}, server);
  });
  afterAll(() => gateway.close());

  const makeLead = (id: string): Promise<unknown> =>
    gateway.databases.oltp.asOwner('insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3)', [
      TENANT.id,
      id,
      `${id}@example.com`,
    ]);
  const deleteLead = (id: string): Promise<unknown> =>
    gateway.databases.oltp.asOwner('delete from oltp.leads where id = $1', [id]);
  const idsOf = async (leadId: string): Promise<readonly unknown[]> =>
    (
      await gateway.databases.content.asOwner('select id from content.email_messages where lead_id = $1', [
        leadId,
      ])
    ).map(({ id }) => id);

  test.each([
    ['set aside', 'quarantine'],
    ['deleted', 'remove'],
  ] as const)('%s for its lead is gone, is not written again by who tells it again', async (_, mode) => {
    const leadId = randomUUID();
    await makeLead(leadId);
    const message = aMessage({ leadId });
    const first = await gateway.record([message]);
    await deleteLead(leadId);
    await sweep(gateway.databases, mode);
    expect(await idsOf(leadId)).toEqual([]);
    expect((await gateway.record([message])).text).toBe(first.text);

    // The lead is back, and the message may be on its way back.
    await makeLead(leadId);
    const before = await gateway.count();
    expect((await gateway.record([message])).text).toBe(first.text);
    const changed = await gateway.record([{ ...message, body: 'Another' }]);
    expect(changed.results.map(problems)).toEqual([['clientKey CONFLICT']]);
    expect(await gateway.count()).toEqual(before);

    await restore(gateway.databases);
    expect(await idsOf(leadId)).toEqual(mode === 'remove' ? [] : [first.results[0]!.id]);
    expect((await gateway.record([message])).text).toBe(first.text);
    // Put back, it goes once more, and is known still.
    await deleteLead(leadId);
    await sweep(gateway.databases, 'remove');
    expect((await gateway.record([message])).text).toBe(first.text);
  });

  test('by a statement of an operator is known by its key, too', async () => {
    const message = aMessage();
    const first = await gateway.record([message]);
    await gateway.databases.content.asMaintainer(
      TENANT.id,
      'delete from content.email_messages where id = $1',
      [first.results[0]!.id],
    );
    expect((await gateway.record([message])).text).toBe(first.text);
  });

  test('before anybody heard of it, for its reference had gone, is as if it had never been', async () => {
    const { content } = gateway.databases;
    const message = aMessage();
    const { results } = await gateway.record([message]);
    const taken = await content.asTenant(
      TENANT.id,
      'select content.take_back_messages($1::uuid[]) as count',
      [results.map(({ id }) => id)],
    );
    expect(taken).toEqual([{ count: 1 }]);
    const again = await gateway.record([{ ...message, body: 'Another' }]);
    expect(again.results).toMatchObject([{ accepted: true, errors: [] }]);
    expect(again.results[0]!.id).not.toBe(results[0]!.id);
  });
});
