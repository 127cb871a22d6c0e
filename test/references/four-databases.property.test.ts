import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reference } from '../../src/references/reference.js';
import { startOwnRedis, type OwnRedis } from '../setup/test-redis.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';
import { reportOf, restore, sweep } from '../maintenance/references/references-fixture.js';
import { creation, delay, DELAY_MS, deletion } from './outreach-fixture.js';

const KINDS = ['oltp.campaigns', 'oltp.leads', 'oltp.email_accounts'] as const;
const ROWS_OF_A_KIND = 3;
const ROWS = KINDS.length * ROWS_OF_A_KIND;
const NAMES = { 'oltp.campaigns': 'CAMPAIGN', 'oltp.leads': 'LEAD', 'oltp.email_accounts': 'EMAIL_ACCOUNT' };
const FIELDS = ['campaignId', 'leadId', 'emailAccountId'];

const row = fc.nat(ROWS - 1);
/** For a message: one row of each kind. */
const choice = fc.tuple(...KINDS.map(() => fc.nat(ROWS_OF_A_KIND - 1)));
const gateway = fc.nat(1);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('toggle' as const), row }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('validate' as const), gateway }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      gateway,
      messages: fc.array(choice, { minLength: 1, maxLength: 4 }),
      /** Made or deleted at the same time. */
      meanwhile: fc.option(row),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('redis' as const),
      becomes: fc.constantFrom('killed' as const, 'paused' as const, 'well' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);

const VALIDATE =
  'query ($references: [ReferenceInput!]!) { validateReferences(references: $references) { isKnown } }';
const RECORD =
  'mutation ($messages: [EmailMessageInput!]!) { recordEmailMessages(messages: $messages) { accepted id errors { field } } }';

describe('four databases, two gateways, one Redis', () => {
  let databases: OutreachDatabases;
  let redis: OwnRedis;
  let redisIs: 'killed' | 'paused' | 'well' = 'well';
  const gateways: GatewayFixture[] = [];

  beforeAll(async () => {
    databases = await createOutreachDatabases();
    redis = await startOwnRedis();
    for (let i = 0; i < 2; i++) {
      gateways.push(
        await startTestGateway(databases.analytics.gatewayUrl, {
          ...databases.environment,
          REDIS_URL: redis.url,
          SLUICE_CHANGE_DELAY_MS: String(DELAY_MS),
        }),
      );
    }
  });
  afterAll(async () => {
    if (redisIs === 'paused') redis.resume();
    for (const each of gateways) await each.close();
  });

  async function makeRedis(becomes: typeof redisIs): Promise<void> {
    if (becomes === redisIs) return;
    if (redisIs === 'killed') await redis.startAgain();
    if (redisIs === 'paused') redis.resume();
    if (becomes === 'killed') await redis.kill();
    if (becomes === 'paused') redis.pause();
    redisIs = becomes;
  }

  async function ask<Answer>(
    index: number,
    source: string,
    variables: object,
    tenant = OUTREACH_TENANT,
  ): Promise<Answer> {
    const { data, errors } = await gateways[index]!.ask<Record<string, Answer>>(source, {
      tenantId: tenant.id,
      variables: { ...variables },
    });
    expect(errors).toEqual([]);
    return Object.values(data!)[0]!;
  }

  test('no message is accepted whose references are unknown, none refused whose are known, and what a delete leaves behind is found', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 18 }), async (steps) => {
        const rows = Array.from({ length: ROWS }, (_, i): { reference: Reference; exists: boolean } => ({
          reference: { kind: KINDS[Math.floor(i / ROWS_OF_A_KIND)]!, id: randomUUID() },
          exists: false,
        }));
        const toggle = async (of: (typeof rows)[number]): Promise<void> => {
          const { reference, exists } = of;
          await databases.oltp.asOwner(
            exists ? deletion(reference) : creation(OUTREACH_TENANT.id, reference),
          );
          of.exists = !exists;
        };
        const named = rows.map(({ reference: { kind, id } }) => ({
          kind: NAMES[kind as keyof typeof NAMES],
          id,
        }));
        /** The messages that are there, with their rows. */
        const written = new Map<string, readonly (typeof rows)[number][]>();
        const orphans = (): number =>
          [...written.values()].filter((of) => of.some(({ exists }) => !exists)).length;

        for (let i = 0; i < ROWS; i += ROWS_OF_A_KIND) await toggle(rows[i]!);
        for (const one of steps) {
          if (one.do === 'toggle') await toggle(rows[one.row]!);
          else if (one.do === 'redis') await makeRedis(one.becomes);
          else if (one.do === 'validate') {
            await delay();
            const known = await ask<{ isKnown: boolean }[]>(one.gateway, VALIDATE, { references: named });
            expect(known.map(({ isKnown }) => isKnown)).toEqual(rows.map(({ exists }) => exists));
            const foreign = await ask<{ isKnown: boolean }[]>(
              one.gateway,
              VALIDATE,
              { references: named },
              OTHER_OUTREACH_TENANT,
            );
            expect(foreign.some(({ isKnown }) => isKnown)).toBe(false);
          } else if (one.do === 'sweep') {
            const {
              orphans: found,
              quarantined,
              left,
            } = reportOf(await sweep(databases, 'quarantine'), 'content.email_messages');
            expect({ found, quarantined, left }).toEqual({ found: orphans(), quarantined: found, left: 0 });
            for (const [id, of] of written) if (of.some(({ exists }) => !exists)) written.delete(id);
          } else {
            await delay();
            const chosen = one.messages.map((of) => of.map((n, kind) => rows[kind * ROWS_OF_A_KIND + n]!));
            const messages = chosen.map((of, i) => ({
              clientKey: randomUUID(),
              ...Object.fromEntries(FIELDS.map((field, kind) => [field, of[kind]!.reference.id])),
              direction: 'OUTBOUND',
              subject: null,
              body: `Text ${i}`,
              sentAt: '2026-01-02T03:04:05Z',
            }));
            const before = new Map(rows.map((each) => [each, each.exists]));
            const changed = one.meanwhile === null ? null : rows[one.meanwhile]!;
            const [results] = await Promise.all([
              ask<{ accepted: boolean; id: string | null; errors: { field: string }[] }[]>(
                one.gateway,
                RECORD,
                { messages },
              ),
              changed === null ? null : toggle(changed),
            ]);
            results.forEach((result, i) => {
              const of = chosen[i]!;
              const unknown = new Set(result.errors.map(({ field }) => field));
              expect(result.accepted).toBe(unknown.size === 0);
              FIELDS.forEach((field, kind) => {
                const possible = new Set([before.get(of[kind]!), of[kind]!.exists]);
                expect(possible).toContain(!unknown.has(field));
              });
              if (!result.accepted) return;
              accepted++;
              written.set(result.id!, of);
            });
            // Told to the other gateway, the accepted ones get the same answer and are not written again.
            const repeats = messages.filter((_, i) => results[i]!.accepted);
            if (changed === null && repeats.length > 0) {
              const again = await ask<{ accepted: boolean; id: string }[]>(1 - one.gateway, RECORD, {
                messages: repeats,
              });
              expect(again.map(({ accepted: is, id }) => (is ? id : null))).toEqual(
                results.flatMap(({ accepted: is, id }) => (is ? [id] : [])),
              );
            }
          }
        }
        // All that is there, by whichever road.
        const there = await databases.content.asOwner(
          'select id from content.email_messages where tenant_id = $1',
          [OUTREACH_TENANT.id],
        );
        expect(there.map(({ id }) => String(id)).sort()).toEqual([...written.keys()].sort());
        const report = reportOf(await sweep(databases, 'quarantine'), 'content.email_messages');
        expect(report).toMatchObject({ orphans: orphans(), left: 0 });
        expect(reportOf(await sweep(databases, 'check'), 'content.email_messages').orphans).toBe(0);
        for (const each of rows) if (!each.exists) await toggle(each);
        const [{ unknown, busy } = {}] = await restore(databases);
        expect({ unknown, busy }).toEqual({ unknown: 0, busy: 0 });
        for (const table of ['content.email_messages', 'sluice.outbox', 'sluice.quarantined_rows']) {
          await databases.content.asOwner(`delete from ${table}`);
        }
      }),
      { numRuns: 12 },
    );
    // Else nothing has been tried.
    expect(accepted).toBeGreaterThan(0);
  });
});
