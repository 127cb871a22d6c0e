import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moveOutbox } from '../../../src/worker/outbox/move-outbox.js';
import { WorkerDatabase } from '../../../src/worker/worker-database.js';
import { restore, sweep } from '../../maintenance/references/references-fixture.js';
import {
  aMessage,
  problems,
  startMessagesFixture,
  TENANT,
  type MessagesFixture,
  type ToldMessage,
} from './messages-fixture.js';

const LEADS = 1;
const MESSAGES = 2;
const TABLES = [null, 'content.email_messages', 'outreach.deliveries'] as const;
type Step =
  | { readonly do: 'record'; readonly message: number }
  | { readonly do: 'open'; readonly message: number; readonly second: number }
  | { readonly do: 'toggle'; readonly lead: number }
  | { readonly do: 'clean'; readonly table: (typeof TABLES)[number] }
  | { readonly do: 'restore' | 'move' };

const OPENED_AND_CLEANED: readonly Step[] = [
  { do: 'record', message: 0 },
  { do: 'open', message: 0, second: 0 },
  { do: 'toggle', lead: 0 },
  { do: 'clean', table: 'outreach.deliveries' },
];
/** Whoever brings figures to their place while they are set aside. */
const FOUND: [Step[]][] = [
  [[...OPENED_AND_CLEANED, { do: 'open', message: 0, second: 1 }]],
  [[...OPENED_AND_CLEANED, { do: 'move' }]],
];

const seed = Date.now() % 1_000_000;

const message = fc.nat(MESSAGES - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('record' as const), message }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open' as const), message, second: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('toggle' as const), lead: fc.nat(LEADS - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('clean' as const), table: fc.constantFrom(...TABLES) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'restore' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'move' }) },
);

const OPEN = `mutation ($messageId: ID!, $occurredAt: DateTime!) {
  recordEmailEvents(events: [{ messageId: $messageId, type: OPENED, occurredAt: $occurredAt }]) { accepted errors { code } }
}`;

/** Messages whose leads come and go, are set aside and put back: what was accepted counts once, to the last opening. */
describe('what is set aside and put back', () => {
  let gateway: MessagesFixture;
  let content: WorkerDatabase;
  let analytics: WorkerDatabase;
  beforeAll(async () => {
    gateway = await startMessagesFixture();
    const { databases } = gateway;
    content = new WorkerDatabase({ url: databases.content.maintainerUrl, maxConnections: 1 });
    analytics = new WorkerDatabase({ url: databases.analytics.maintainerUrl, maxConnections: 1 });
  });
  afterAll(() => Promise.all([gateway.close(), content.close(), analytics.close()]));

  const move = (): Promise<unknown> => moveOutbox(content, analytics, new AbortController().signal);
  const makeLead = (id: string): Promise<unknown> =>
    gateway.databases.oltp.asOwner(
      'insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3) on conflict do nothing',
      [TENANT.id, id, `${id}@example.com`],
    );

  /** The id that the message has; null where its lead is unknown. */
  async function record(told: ToldMessage): Promise<string | null> {
    const { results } = await gateway.record([told]);
    const [result] = results;
    if (!result!.accepted) expect(problems(result!)).toEqual(['leadId UNKNOWN']);
    return result!.id;
  }

  async function isOpened(messageId: string, second: number): Promise<boolean> {
    const { data } = await gateway.ask<{
      readonly recordEmailEvents: readonly [{ accepted: boolean; errors: readonly { code: string }[] }];
    }>(OPEN, {
      tenantId: TENANT.id,
      scopes: ['outreach:write'],
      variables: { messageId, occurredAt: `2026-03-02T00:00:0${second}Z` },
    });
    const [{ accepted, errors }] = data!.recordEmailEvents;
    if (!accepted) expect(errors).toEqual([{ code: 'UNKNOWN' }]);
    return accepted;
  }

  test(`counts once, and to the last opening (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 18 }), async (steps) => {
        for (const database of [gateway.databases.content, gateway.databases.analytics]) {
          await database.asOwner('delete from sluice.quarantined_rows');
        }
        const leads = Array.from({ length: LEADS }, () => ({ id: randomUUID(), isThere: true }));
        for (const { id } of leads) await makeLead(id);
        const told = Array.from({ length: MESSAGES }, (_, i) => aMessage({ leadId: leads[i % LEADS]!.id }));
        const ids = new Map<number, string>();
        const opened = new Map<number, Set<number>>();
        let isClean = true;
        for (const each of steps) {
          if (each.do === 'record') {
            const id = await record(told[each.message]!);
            const known = ids.get(each.message);
            if (known !== undefined) expect(id).toBe(known);
            if (id !== null) ids.set(each.message, id);
          } else if (each.do === 'open') {
            const id = ids.get(each.message);
            if (id === undefined) continue;
            const isCounted = await isOpened(id, each.second);
            if (isClean) expect(isCounted).toBe(true);
            const seconds = opened.get(each.message) ?? new Set();
            if (isCounted) opened.set(each.message, seconds.add(each.second));
          } else if (each.do === 'toggle') {
            const lead = leads[each.lead]!;
            if (lead.isThere) {
              await gateway.databases.oltp.asOwner('delete from oltp.leads where id = $1', [lead.id]);
            } else await makeLead(lead.id);
            lead.isThere = !lead.isThere;
          } else if (each.do === 'clean') {
            await sweep(gateway.databases, 'quarantine', { table: each.table });
            isClean = false;
          } else if (each.do === 'restore') {
            await restore(gateway.databases);
            isClean = leads.every(({ isThere }) => isThere);
          } else {
            await move();
          }
        }
        for (const { id } of leads) await makeLead(id);
        const [inContent, , inAnalytics] = await restore(gateway.databases);
        for (const report of [inContent, inAnalytics]) expect(report).toMatchObject({ taken: 0, misfit: 0 });
        await move();
        const expected = [...ids].map(([i, id]) => ({ id, opens: opened.get(i)?.size ?? 0 }));
        const leadIds = leads.map(({ id }) => id);
        const kept = await gateway.databases.content.asOwner(
          'select id from content.email_messages where lead_id = any ($1::uuid[]) order by id',
          [leadIds],
        );
        expect(kept.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).sort());
        const figures = await gateway.databases.analytics.asOwner(
          'select id, open_count as opens from outreach.deliveries where lead_id = any ($1::uuid[])',
          [leadIds],
        );
        const byId = (a: { id?: unknown }, b: { id?: unknown }): number =>
          String(a.id).localeCompare(String(b.id));
        expect(figures.sort(byId)).toEqual(expected.sort(byId));
      }),
      { numRuns: 10, seed, examples: FOUND },
    );
  });
});
