import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { SCOPES } from '../../../src/tenancy/scope.js';
import { startTestGateway } from '../../support/gateway-fixture.js';
import {
  aMessage,
  OTHER,
  problems,
  RECORD,
  startMessagesFixture,
  TENANT,
  type MessageResult,
  type MessagesFixture,
} from './messages-fixture.js';

const NOWHERE = '00000000-0000-4000-8000-0000000000ff';

describe.each(postgresVersions)('recording messages on PostgreSQL $version', (server) => {
  let gateway: MessagesFixture;
  beforeAll(async () => {
    gateway = await startMessagesFixture({ SLUICE_MAX_BODY_BYTES: String(8 * 1024 * 1024) }, server);
  });

  afterAll(() => gateway.close());

  /** What has come into being meanwhile. */
  async function growth(
    work: () => Promise<unknown>,
  ): Promise<Record<'messages' | 'bodies' | 'outbox' | 'audit', number>> {
    const before = await gateway.count();
    await work();
    const after = await gateway.count();
    return {
      messages: after.messages - before.messages,
      bodies: after.bodies - before.bodies,
      outbox: after.outbox - before.outbox,
      audit: after.audit - before.audit,
    };
  }

  describe('refuses', () => {
    test('a token without the scope, and writes nothing', async () => {
      const scopes = SCOPES.filter((scope) => scope !== 'outreach:write');
      const grown = await growth(async () => {
        const { errors } = await gateway.record([aMessage()], { scopes });
        expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'outreach:write' } }]);
      });
      expect(grown).toEqual({ messages: 0, bodies: 0, outbox: 0, audit: 0 });
    });

    test('more than 1,000 at once', async () => {
      const messages = Array.from({ length: 1_001 }, () => aMessage({ body: 'x' }));
      const { errors } = await gateway.record(messages);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });

    test.each(['campaignId', 'leadId', 'emailAccountId'] as const)(
      "a message whose %s is another tenant's, in the very words for one that does not exist or cannot",
      async (field) => {
        const grown = await growth(async () => {
          const { results } = await gateway.record([
            aMessage({ [field]: OTHER[field] }),
            aMessage({ [field]: NOWHERE }),
            aMessage({ [field]: 'x' }),
          ]);
          expect(results.map(problems)).toEqual(Array(3).fill([`${field} UNKNOWN`]));
          expect(new Set(results.map(({ errors }) => JSON.stringify(errors))).size).toBe(1);
        });
        expect(grown).toEqual({ messages: 0, bodies: 0, outbox: 0, audit: 0 });
      },
    );

    test("another tenant's references all together, as the other tenant accepts its own", async () => {
      const { campaignId, leadId, emailAccountId } = OTHER;
      const message = aMessage({ campaignId, leadId, emailAccountId });
      const { results } = await gateway.record([message]);
      expect(results.map(problems)).toEqual([
        ['campaignId UNKNOWN', 'leadId UNKNOWN', 'emailAccountId UNKNOWN'],
      ]);
      expect((await gateway.record([message], { tenantId: OTHER.id })).results).toMatchObject([
        { accepted: true },
      ]);
    });

    test('each message for what is wrong with it, and records the others', async () => {
      const grown = await growth(async () => {
        const { results } = await gateway.record([
          aMessage(),
          aMessage({ clientKey: ' ' }),
          aMessage({ clientKey: 'k'.repeat(201) }),
          aMessage({ subject: 's'.repeat(999), body: '\uD800' }),
          aMessage({ subject: 'NUL \0' }),
          aMessage({ sentAt: '2026-02-30T00:00:00Z' }),
          aMessage({ sentAt: '2199-01-01T00:00:00Z' }),
          aMessage({ body: 'ä'.repeat(524_289) }),
          aMessage({ leadId: NOWHERE, campaignId: NOWHERE }),
          aMessage(),
        ]);
        expect(results.map(problems)).toEqual([
          [],
          ['clientKey INVALID'],
          ['clientKey TOO_LONG'],
          ['subject TOO_LONG', 'body INVALID'],
          ['subject INVALID'],
          ['sentAt INVALID'],
          ['sentAt IN_FUTURE'],
          ['body TOO_LONG'],
          ['campaignId UNKNOWN', 'leadId UNKNOWN'],
          [],
        ]);
        for (const { accepted, id, errors } of results) {
          expect(accepted).toBe(errors.length === 0);
          expect(id === null).toBe(!accepted);
        }
      });
      expect(grown).toEqual({ messages: 2, bodies: 2, outbox: 2, audit: 1 });
    });

    test('a tenant that has figures, and is not known to the platform', async () => {
      await gateway.databases.analytics.asOwner('insert into sluice.tenants (id, name) values ($1, $2)', [
        NOWHERE,
        'Elsewhere',
      ]);
      const { results } = await gateway.record([aMessage()], { tenantId: NOWHERE });
      expect(results.map(problems)).toEqual([
        ['tenantId UNKNOWN', 'campaignId UNKNOWN', 'leadId UNKNOWN', 'emailAccountId UNKNOWN'],
      ]);
    });

    test('to do without its databases, naming the variable', async () => {
      const { DATABASE_URL, OLTP_DATABASE_URL, CONTENT_DATABASE_URL } = gateway.databases.environment;
      for (const [environment, missing] of [
        [{ DATABASE_URL: DATABASE_URL! }, 'OLTP_DATABASE_URL|CONTENT_DATABASE_URL'],
        [{ DATABASE_URL: DATABASE_URL!, OLTP_DATABASE_URL: OLTP_DATABASE_URL! }, 'CONTENT_DATABASE_URL'],
        [{ DATABASE_URL: DATABASE_URL!, CONTENT_DATABASE_URL: CONTENT_DATABASE_URL! }, 'OLTP_DATABASE_URL'],
      ] as const) {
        const bare = await startTestGateway(DATABASE_URL!, environment);
        const { errors } = await bare.ask(RECORD, {
          tenantId: TENANT.id,
          variables: { messages: [aMessage()] },
        });
        await bare.close();
        expect(errors).toMatchObject([
          {
            message: expect.stringMatching(missing) as string,
            extensions: { code: 'CONFIGURATION' },
          },
        ]);
      }
    });
  });

  test('writes messages, each text once, and the deliveries of those that were sent', async () => {
    const body = `Dear customer ${randomUUID()}, `.repeat(50);
    const messages = [
      aMessage({ body }),
      aMessage({ body, subject: null }),
      aMessage({ body, direction: 'INBOUND', sentAt: '2026-03-01T10:00:00+01:00' }),
      aMessage({ body: '' }),
    ];
    const grown = await growth(async () => {
      const { results } = await gateway.record(messages);
      expect(results.map(({ clientKey, accepted }) => [clientKey, accepted])).toEqual(
        messages.map(({ clientKey }) => [clientKey, true]),
      );
      const { content } = gateway.databases;
      const [sent] = await content.asTenant(
        TENANT.id,
        `select id, client_key, campaign_id, direction, subject, to_char(sent_at at time zone 'UTC', 'HH24:MI:SS.US') as sent_at
         from content.email_messages where client_key = $1`,
        [messages[0]!.clientKey],
      );
      expect(sent).toEqual({
        id: results[0]!.id,
        client_key: messages[0]!.clientKey,
        campaign_id: TENANT.campaignId,
        direction: 'outbound',
        subject: 'Spring offer',
        sent_at: '09:30:00.123456',
      });
      const outbox = await content.asOwner(
        `select tenant_id, target, record - 'sent_at' as record, (record ->> 'sent_at')::timestamptz = '2026-03-01T09:30:00.123456Z' as is_sent
         from sluice.outbox where record ->> 'id' = $1`,
        [results[0]!.id],
      );
      expect(outbox).toEqual([
        {
          tenant_id: TENANT.id,
          target: 'outreach.deliveries',
          record: {
            id: results[0]!.id,
            campaign_id: TENANT.campaignId,
            lead_id: TENANT.leadId,
            email_account_id: TENANT.emailAccountId,
            open_count: 0,
            click_count: 0,
          },
          is_sent: true,
        },
      ]);
    });
    expect(grown).toEqual({ messages: 4, bodies: 2, outbox: 3, audit: 1 });
  });

  test('writes down who recorded what, without a word of the messages', async () => {
    const message = aMessage({ subject: 'Most secret', body: 'Most secret, too' });
    const { results } = await gateway.record([message, aMessage({ leadId: NOWHERE })]);
    const [entry] = await gateway.databases.content.asOwner(
      'select * from sluice.audit_entries order by occurred_at desc limit 1',
    );
    expect(entry).toMatchObject({
      tenant_id: TENANT.id,
      subject: 'test',
      action: 'recordEmailMessages',
      target: 'content.email_messages',
      after: { messages: 1, messageIds: [results[0]!.id] },
    });
    expect(JSON.stringify(entry)).not.toContain('secret');
    expect(JSON.stringify(entry)).not.toContain(message.clientKey);
  });

  test('never shares a text among tenants', async () => {
    const body = `The same for all ${randomUUID()}`;
    const { campaignId, leadId, emailAccountId } = OTHER;
    const grown = await growth(async () => {
      await gateway.record([aMessage({ body })]);
      await gateway.record([aMessage({ body, campaignId, leadId, emailAccountId })], {
        tenantId: OTHER.id,
      });
    });
    expect(grown).toEqual({ messages: 2, bodies: 2, outbox: 2, audit: 2 });
  });

  test('lets two tenants use the same key', async () => {
    const mine = aMessage();
    const { campaignId, leadId, emailAccountId } = OTHER;
    const theirs = { ...mine, campaignId, leadId, emailAccountId };
    const [one, other] = [
      await gateway.record([mine]),
      await gateway.record([theirs], { tenantId: OTHER.id }),
    ];
    expect([one.results[0]!.accepted, other.results[0]!.accepted]).toEqual([true, true]);
    expect(one.results[0]!.id).not.toBe(other.results[0]!.id);
  });

  describe('told again', () => {
    test('answers the same and writes nothing', async () => {
      const messages = [aMessage(), aMessage({ subject: null, direction: 'INBOUND' })];
      const first = await gateway.record(messages);
      const grown = await growth(async () => {
        const again = await gateway.record(messages);
        expect(again.text).toBe(first.text);
        // The same instant and the same ids, however they are written.
        const otherwise = await gateway.record([
          {
            ...messages[0]!,
            sentAt: '2026-03-01T10:30:00.123456+01:00',
            leadId: TENANT.leadId.toUpperCase(),
          },
        ]);
        expect(otherwise.results).toEqual([first.results[0]]);
      });
      expect(grown).toEqual({ messages: 0, bodies: 0, outbox: 0, audit: 0 });
    });

    test('answers the same when its references have gone since', async () => {
      const leadId = randomUUID();
      await gateway.databases.oltp.asOwner(
        'insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3)',
        [TENANT.id, leadId, `${leadId}@example.com`],
      );
      const message = aMessage({ leadId });
      const first = await gateway.record([message]);
      expect(first.results).toMatchObject([{ accepted: true }]);
      await gateway.databases.oltp.asOwner('delete from oltp.leads where id = $1', [leadId]);
      expect((await gateway.record([message, aMessage({ leadId })])).results).toMatchObject([
        first.results[0]!,
        { accepted: false },
      ]);
    });

    test('and changed, is a conflict about its key, whatever has changed', async () => {
      const leadId = randomUUID();
      await gateway.databases.oltp.asOwner(
        'insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3)',
        [TENANT.id, leadId, `${leadId}@example.com`],
      );
      const message = aMessage();
      await gateway.record([message]);
      const changes = [
        { body: 'Another' },
        { subject: null },
        { subject: '' },
        { direction: 'INBOUND' },
        { sentAt: '2026-03-01T09:30:00.123457Z' },
        { leadId },
        { leadId: NOWHERE },
        { campaignId: 'x' },
      ];
      const grown = await growth(async () => {
        for (const change of changes) {
          const { results } = await gateway.record([{ ...message, ...change }]);
          expect(results.map(problems)).toEqual([['clientKey CONFLICT']]);
        }
      });
      expect(grown).toEqual({ messages: 0, bodies: 0, outbox: 0, audit: 0 });
    });

    test('in the same call, is answered alike; and another message with its key is not', async () => {
      const message = aMessage();
      const grown = await growth(async () => {
        const { results } = await gateway.record([message, message, { ...message, body: 'Another' }]);
        expect(results[1]).toEqual(results[0]);
        expect(results.map(problems)).toEqual([[], [], ['clientKey DUPLICATE']]);
      });
      expect(grown).toEqual({ messages: 1, bodies: 1, outbox: 1, audit: 1 });
    });

    test('by many clients at once, in other orders and parts, is written once', async () => {
      const messages = Array.from({ length: 40 }, (_, i) => aMessage({ body: `Text ${i % 5}` }));
      const answers = new Map<string, Set<string | null>>();
      const grown = await growth(async () => {
        const calls = Array.from({ length: 12 }, (_, i) => {
          const from = (i * 7) % 20;
          const part = messages.slice(from, from + 20);
          return gateway.record(i % 2 === 0 ? part : part.toReversed());
        });
        calls.push(gateway.record(messages));
        for (const { results, errors } of await Promise.all(calls)) {
          expect(errors).toEqual([]);
          for (const { clientKey, id, accepted } of results) {
            expect(accepted).toBe(true);
            if (!answers.has(clientKey)) answers.set(clientKey, new Set());
            answers.get(clientKey)!.add(id);
          }
        }
      });
      expect([...answers.values()].map((ids) => ids.size)).toEqual(Array(40).fill(1));
      expect(grown).toMatchObject({ messages: 40, bodies: 5, outbox: 40 });
    });

    test('by two clients at once with different contents, is one message and one conflict', async () => {
      for (let i = 0; i < 10; i++) {
        const message = aMessage();
        const answers = await Promise.all([
          gateway.record([message]),
          gateway.record([{ ...message, body: 'Another' }]),
        ]);
        const outcomes = answers.map(({ results }) => problems(results[0]!).join());
        expect(outcomes.sort()).toEqual(['', 'clientKey CONFLICT']);
      }
    });
  });

  test('takes a thousand messages in one call, in few statements', async () => {
    const messages = Array.from({ length: 1_000 }, (_, i) => aMessage({ body: `Text ${i}`.repeat(20) }));
    const grown = await growth(async () => {
      const { results } = await gateway.record(messages);
      expect(results.filter(({ accepted }) => !accepted)).toEqual([]);
    });
    expect(grown).toEqual({ messages: 1_000, bodies: 1_000, outbox: 1_000, audit: 1 });
    const again = await gateway.record(messages);
    expect(again.results.every(({ accepted }: MessageResult) => accepted)).toBe(true);
  });

  test('says by its size that a call is too large for this gateway, which an operator may allow', async () => {
    const { DATABASE_URL } = gateway.databases.environment;
    const small = await startTestGateway(DATABASE_URL!, gateway.databases.environment as never);
    const response = await small.post(
      { query: RECORD, variables: { messages: [aMessage({ body: 'x'.repeat(300_000) })] } },
      { authorization: await small.authorization({ tenantId: TENANT.id }) },
    );
    await small.close();
    expect(response.status).toBe(413);
    const { results } = await gateway.record([aMessage({ body: 'x'.repeat(1024 * 1024) })]);
    expect(results).toMatchObject([{ accepted: true }]);
  });
});
