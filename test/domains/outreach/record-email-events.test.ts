import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import {
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachTenant,
} from '../../support/outreach-databases.js';
import {
  closedDoor,
  createOutreachFixture,
  errorCodes,
  type Answer,
  type AskOptions,
  type OutreachFixture,
} from './outreach-fixture.js';

interface Told {
  readonly messageId: string;
  readonly type: string;
  readonly occurredAt: string;
}

interface Recorded {
  readonly recordEmailEvents:
    | readonly { readonly accepted: boolean; readonly errors: readonly { field: string; code: string }[] }[]
    | null;
}

const MUTATION = `mutation ($events: [EmailEventInput!]!) {
  recordEmailEvents(events: $events) { messageId accepted errors { field code message } }
}`;

const SENT_AT = '2026-03-01T10:00:00.123456Z';

describe.each(postgresVersions)('recordEmailEvents on PostgreSQL $version', (server) => {
  let fixture: OutreachFixture;

  beforeAll(async () => {
    fixture = await createOutreachFixture(server);
  });

  afterAll(() => fixture.close());

  const tell = (events: readonly Told[], options: AskOptions = {}): Promise<Answer<Recorded>> =>
    fixture.ask<Recorded>(MUTATION, { ...options, variables: { events } });

  /** Tells them and expects no error of the field. */
  const outcomes = async (events: readonly Told[], options?: AskOptions): Promise<readonly string[]> => {
    const { data, errors } = await tell(events, options);
    expect(errors).toEqual([]);
    return data!.recordEmailEvents!.map(({ accepted, errors: [problem] }) =>
      accepted ? 'accepted' : `${problem!.field} ${problem!.code}`,
    );
  };

  const deliver = async (
    tenant: OutreachTenant = OUTREACH_TENANT,
    sentAt: string = SENT_AT,
  ): Promise<string> => {
    const id = randomUUID();
    await fixture.databases.analytics.asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id) values ($1, $2, $3, $4, $5, $6)`,
      [tenant.id, id, sentAt, tenant.campaignId, tenant.leadId, tenant.emailAccountId],
    );
    return id;
  };

  /** A message that the worker has not moved yet. */
  const write = async (direction = 'outbound', tenant: OutreachTenant = OUTREACH_TENANT): Promise<string> => {
    const id = randomUUID();
    await fixture.databases.content.asOwner(
      `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes)
       values ($1, sha256('Hello'), 'identity', 'Hello', 5) on conflict do nothing`,
      [tenant.id],
    );
    await fixture.databases.content.asOwner(
      `insert into content.email_messages (tenant_id, id, campaign_id, lead_id, email_account_id, direction, body_hash, sent_at)
       values ($1, $2, $3, $4, $5, $6, sha256('Hello'), $7)`,
      [tenant.id, id, tenant.campaignId, tenant.leadId, tenant.emailAccountId, direction, SENT_AT],
    );
    return id;
  };

  const delivery = async (id: string): Promise<Record<string, unknown> | undefined> => {
    const [row] = await fixture.databases.analytics.asOwner(
      `select tenant_id, to_json(sent_at)::text as sent, delivered_at, opened_at, clicked_at, replied_at, bounced_at, unsubscribed_at,
         open_count, click_count
       from outreach.deliveries where id = $1`,
      [id],
    );
    return row;
  };

  const auditEntries = async (): Promise<readonly unknown[]> =>
    await fixture.databases.analytics.asOwner(
      `select tenant_id, action, target, before, after from sluice.audit_entries order by occurred_at, id`,
    );

  const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 10, minutes)).toISOString();

  test('is refused without the scope, and writes nothing', async () => {
    const messageId = await deliver();
    const { data, errors } = await tell([{ messageId, type: 'OPENED', occurredAt: at(5) }], {
      scopes: ['outreach:read', 'records', 'pii'],
    });
    expect(data).toEqual({ recordEmailEvents: null });
    expect(errorCodes(errors)).toEqual(['recordEmailEvents: FORBIDDEN']);
    expect(await delivery(messageId)).toMatchObject({ opened_at: null, open_count: 0 });
  });

  test("never touches another tenant's message, which is as unknown as none", async () => {
    const theirs = await deliver(OTHER_OUTREACH_TENANT);
    const theirsUnmoved = await write('outbound', OTHER_OUTREACH_TENANT);
    const before = await auditEntries();
    expect(
      await outcomes(
        [theirs, theirsUnmoved, randomUUID(), 'nothing'].map((messageId) => ({
          messageId,
          type: 'OPENED',
          occurredAt: at(5),
        })),
      ),
    ).toEqual(Array.from({ length: 4 }, () => 'messageId UNKNOWN'));
    expect(await delivery(theirs)).toMatchObject({ opened_at: null, open_count: 0 });
    expect(await delivery(theirsUnmoved)).toBeUndefined();
    expect(await auditEntries()).toEqual(before);
  });

  test('accepts or refuses each event by itself', async () => {
    const messageId = await deliver();
    const soon = new Date(Date.now() + 60_000).toISOString();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(
      await outcomes([
        { messageId, type: 'DELIVERED', occurredAt: at(1) },
        { messageId: randomUUID(), type: 'OPENED', occurredAt: at(1) },
        { messageId, type: 'OPENED', occurredAt: '2026-03-01T10:00:00.123455Z' },
        { messageId, type: 'OPENED', occurredAt: SENT_AT },
        { messageId, type: 'OPENED', occurredAt: tomorrow },
        { messageId, type: 'OPENED', occurredAt: soon },
        { messageId, type: 'OPENED', occurredAt: '2026-02-30' },
        { messageId: messageId.toUpperCase(), type: 'CLICKED', occurredAt: '2026-03-02' },
      ]),
    ).toEqual([
      'accepted',
      'messageId UNKNOWN',
      'occurredAt BEFORE_SENT',
      'accepted',
      'occurredAt IN_FUTURE',
      'accepted',
      'occurredAt INVALID',
      'accepted',
    ]);
    expect(await delivery(messageId)).toMatchObject({
      opened_at: new Date('2026-03-01T10:00:00.123Z'),
      open_count: 2,
      clicked_at: new Date('2026-03-02T00:00:00Z'),
      click_count: 1,
    });
  });

  test('counts what is told again once, in one request or in many', async () => {
    const messageId = await deliver();
    const events = [
      { messageId, type: 'OPENED', occurredAt: at(5) },
      { messageId, type: 'OPENED', occurredAt: at(7) },
      { messageId, type: 'OPENED', occurredAt: '2026-03-01T11:05:00+01:00' },
      { messageId, type: 'BOUNCED', occurredAt: at(5) },
    ];
    for (let n = 0; n < 3; n++) {
      expect(await outcomes(events)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    }
    await Promise.all(Array.from({ length: 4 }, () => outcomes(events)));
    expect(await delivery(messageId)).toMatchObject({
      delivered_at: new Date(at(5)),
      opened_at: new Date(at(5)),
      bounced_at: new Date(at(5)),
      replied_at: null,
      open_count: 2,
      click_count: 0,
    });
  });

  test('writes one entry of the audit trail for what it has changed, and none where it has changed nothing', async () => {
    const [first, second] = [await deliver(), await deliver()];
    const before = (await auditEntries()).length;
    const events = [first, second, first, randomUUID()].map((messageId, n) => ({
      messageId,
      type: 'CLICKED',
      occurredAt: at(n),
    }));
    await outcomes(events.map((event) => ({ ...event, occurredAt: at(20 + events.indexOf(event)) })));
    await outcomes(events.map((event) => ({ ...event, occurredAt: at(20 + events.indexOf(event)) })));
    expect((await auditEntries()).slice(before)).toEqual([
      {
        tenant_id: OUTREACH_TENANT.id,
        action: 'recordEmailEvents',
        target: 'outreach.email_events',
        before: null,
        after: { events: 3, messageIds: [first, second].sort() },
      },
    ]);
  });

  test('refuses more than 1,000 events, and does nothing for none', async () => {
    const events = Array.from({ length: 1_001 }, () => ({
      messageId: randomUUID(),
      type: 'OPENED',
      occurredAt: at(1),
    }));
    expect(errorCodes((await tell(events)).errors)).toEqual(['recordEmailEvents: BAD_USER_INPUT']);
    expect(await outcomes(events.slice(1))).toHaveLength(1_000);
    expect(await outcomes([])).toEqual([]);
  });

  test('does not change what is archived', async () => {
    const messageId = await deliver(OUTREACH_TENANT, '2024-12-05T00:00:00Z');
    await fixture.databases.analytics.asMaintainer(
      null,
      `select sluice.archive_old_rows('outreach.deliveries', 12)`,
    );
    const open = await deliver();
    expect(
      await outcomes([
        { messageId, type: 'OPENED', occurredAt: at(1) },
        { messageId: open, type: 'OPENED', occurredAt: at(1) },
      ]),
    ).toEqual(['messageId ARCHIVED', 'accepted']);
    expect(await delivery(messageId)).toMatchObject({ open_count: 0 });
  });

  describe('about a message that the worker has not moved yet', () => {
    test('brings it along, to the microsecond', async () => {
      const messageId = await write();
      expect(await outcomes([{ messageId, type: 'OPENED', occurredAt: at(5) }])).toEqual(['accepted']);
      expect(await delivery(messageId)).toMatchObject({
        tenant_id: OUTREACH_TENANT.id,
        sent: '"2026-03-01T10:00:00.123456+00:00"',
        open_count: 1,
      });
    });

    test('knows no message that came in', async () => {
      const messageId = await write('inbound');
      expect(await outcomes([{ messageId, type: 'OPENED', occurredAt: at(5) }])).toEqual([
        'messageId UNKNOWN',
      ]);
      expect(await delivery(messageId)).toBeUndefined();
    });

    test('asks the content once for all of them, and not at all where all are there', async () => {
      const { transactions } = fixture.doors.content;
      const events = [await write(), await write(), await deliver()].map((messageId) => ({
        messageId,
        type: 'DELIVERED',
        occurredAt: at(1),
      }));
      transactions.length = 0;
      await outcomes(events);
      expect(transactions).toHaveLength(1);
      await outcomes(events);
      expect(transactions).toHaveLength(1);
    });

    test('fails as a whole, and calls nothing unknown, while the content cannot be asked', async () => {
      const [moved, unmoved] = [await deliver(), await write()];
      const events = [moved, unmoved].map((messageId) => ({ messageId, type: 'OPENED', occurredAt: at(5) }));
      const content = closedDoor();
      expect(errorCodes((await tell(events, { databases: { content } })).errors)).toEqual([
        'recordEmailEvents: DATABASE_UNAVAILABLE',
      ]);
      await content.close();
      expect(errorCodes((await tell(events, { databases: { content: null } })).errors)).toEqual([
        'recordEmailEvents: CONFIGURATION',
      ]);
      expect(await delivery(moved)).toMatchObject({ open_count: 0 });
      expect(await outcomes(events.slice(0, 1), { databases: { content: null } })).toEqual(['accepted']);
    });

    test('meets whoever moves it at the same moment: it is there once, and the event counts', async () => {
      const messageIds = await Promise.all(Array.from({ length: 8 }, () => write()));
      const { asOwner } = fixture.databases.analytics;
      const move = async (): Promise<void> => {
        await asOwner(
          `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
           select $1, id, $2, $4, $4, $4 from unnest($3::uuid[]) as id on conflict do nothing`,
          [OUTREACH_TENANT.id, SENT_AT, [...messageIds].sort(), OUTREACH_TENANT.campaignId],
        );
      };
      const told = messageIds.map((messageId) => ({ messageId, type: 'REPLIED', occurredAt: at(9) }));
      await Promise.all([outcomes(told), move(), outcomes([...told].reverse()), move()]);
      const rows = await asOwner('select replied_at from outreach.deliveries where id = any($1)', [
        messageIds,
      ]);
      expect(rows).toEqual(messageIds.map(() => ({ replied_at: new Date(at(9)) })));
    });
  });

  test('comes to the same in whatever order, batches and repetitions events are told', async () => {
    const story = fc
      .array(
        fc.record({
          message: fc.nat(2),
          type: fc.constantFrom('DELIVERED', 'OPENED', 'CLICKED', 'REPLIED', 'BOUNCED', 'UNSUBSCRIBED'),
          minute: fc.integer({ min: 1, max: 8 }),
        }),
        { minLength: 1, maxLength: 25 },
      )
      .chain((events) =>
        fc.record({
          events: fc.constant(events),
          order: fc.shuffledSubarray([...events, ...events]),
          size: fc.integer({ min: 1, max: 9 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(story, async ({ events, order, size }) => {
        const messages = [await deliver(), await deliver(), await deliver()];
        const told = [...order, ...events].map(({ message, type, minute }) => ({
          messageId: messages[message]!,
          type,
          occurredAt: at(minute),
        }));
        for (let i = 0; i < told.length; i += size) {
          expect(new Set(await outcomes(told.slice(i, i + size)))).toEqual(new Set(['accepted']));
        }
        for (const [n, id] of messages.entries()) {
          const own = events.filter(({ message }) => message === n);
          const minutes = (...types: string[]): number[] => [
            ...new Set(own.filter(({ type }) => types.includes(type)).map(({ minute }) => minute)),
          ];
          const first = (...types: string[]): Date | null => {
            const all = minutes(...types);
            return all.length === 0 ? null : new Date(at(Math.min(...all)));
          };
          expect(await delivery(id)).toMatchObject({
            delivered_at: first('DELIVERED', 'OPENED', 'CLICKED', 'REPLIED', 'UNSUBSCRIBED'),
            opened_at: first('OPENED'),
            clicked_at: first('CLICKED'),
            replied_at: first('REPLIED'),
            bounced_at: first('BOUNCED'),
            unsubscribed_at: first('UNSUBSCRIBED'),
            open_count: minutes('OPENED').length,
            click_count: minutes('CLICKED').length,
          });
        }
      }),
      { numRuns: 25 },
    );
  });
});
