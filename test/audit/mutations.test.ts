import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSluiceSchema } from '../../src/domains/schema.js';
import { DATABASE_KINDS } from '../../src/migrations/database-kind.js';
import { SCOPES } from '../../src/tenancy/scope.js';
import { AccessTokenStore } from '../../src/tokens/access-token-store.js';
import { postgresVersions, type TestRow } from '../setup/test-database.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { postOperation, type GraphqlResponse } from '../support/graphql-client.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';
import { AUDITED_MUTATIONS, PRIVATE_TEXT } from './audited-mutations.js';

const OURS = OUTREACH_TENANT.id;
const THEIRS = OTHER_OUTREACH_TENANT.id;
const AT_ONCE = 4;

test('every mutation of the schema has a case that holds it to its audit entries', () => {
  const mutations = Object.keys(createSluiceSchema().getMutationType()!.getFields());
  expect(
    Object.keys(AUDITED_MUTATIONS).sort(),
    'a mutation without a case in test/audit/audited-mutations.ts',
  ).toEqual(mutations.sort());
});

describe.each(postgresVersions)('the audit trail of mutations on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  let gateway: GatewayFixture;
  /** An access token's secret, and its id. */
  let ours: { readonly secret: string; readonly id: string };
  let theirs: string;

  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
    gateway = await startTestGateway(databases.analytics.gatewayUrl, databases.environment);
    const store = new AccessTokenStore(databases.analytics.maintainerUrl);
    const create = async (tenantId: string): Promise<{ secret: string; id: string }> => {
      const { secret, token } = await store.create({
        tenantId,
        name: 'Partner',
        scopes: SCOPES,
        lifetimeSeconds: null,
      });
      return { secret, id: token.id };
    };
    ours = await create(OURS);
    theirs = (await create(THEIRS)).secret;
  });
  afterAll(() => gateway?.close());

  const entries = async (): Promise<TestRow[]> => {
    const found = await Promise.all(
      DATABASE_KINDS.map(async (database) =>
        (
          await databases[database].asOwner(
            `select *, id::text from sluice.audit_entries where actor_kind = 'token' order by occurred_at`,
          )
        ).map((row): TestRow => ({ ...row, database })),
      ),
    );
    return found.flat();
  };

  describe.each(Object.entries(AUDITED_MUTATIONS))('%s', (name, mutation) => {
    const { database, source, target, after } = mutation;
    let variables: Record<string, unknown>;

    beforeAll(async () => {
      variables = await mutation.prepare({ databases, gateway });
    });

    const send = (secret: string): Promise<GraphqlResponse<unknown>> =>
      postOperation(gateway.graphqlUrl, secret, source, variables);
    const state = (): Promise<TestRow[]> => databases[database].asOwner(mutation.state);
    /** The entries that `work` writes, and whether it changes anything. */
    const watch = async (
      work: () => Promise<unknown>,
    ): Promise<{ written: TestRow[]; isChanged: boolean }> => {
      const [known, before] = [new Set((await entries()).map(({ id }) => id)), await state()];
      await work();
      const written = (await entries()).filter(({ id }) => !known.has(id));
      return { written, isChanged: JSON.stringify(await state()) !== JSON.stringify(before) };
    };

    test('writes nothing for a token without its scopes, nor for another tenant', async () => {
      expect(
        await watch(() => gateway.ask(source, { tenantId: OURS, scopes: ['audit'], variables })),
      ).toEqual({ written: [], isChanged: false });
      expect(await watch(() => send(theirs))).toEqual({ written: [], isChanged: false });
    });

    test('changes nothing that cannot be written down', async () => {
      await databases[database].asOwner(
        'alter table sluice.audit_entries add constraint full_up check (false) not valid',
      );
      try {
        const outcome = await watch(async () => {
          const { errors } = await send(ours.secret);
          expect(errors).not.toEqual([]);
        });
        expect(outcome).toEqual({ written: [], isChanged: false });
      } finally {
        await databases[database].asOwner('alter table sluice.audit_entries drop constraint full_up');
      }
    });

    test('is written down once, however often it is said at once, with who did it and what is there now', async () => {
      const requestIds: (string | null)[] = [];
      const { written, isChanged } = await watch(() =>
        Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            const response = await gateway.post(
              { query: source, variables },
              { authorization: `Bearer ${ours.secret}` },
            );
            expect(await response.json()).not.toHaveProperty('errors');
            requestIds.push(response.headers.get('x-request-id'));
          }),
        ),
      );
      expect(isChanged).toBe(true);
      expect(written).toMatchObject([
        {
          database,
          tenant_id: OURS,
          actor_kind: 'token',
          subject: 'Partner',
          token_id: ours.id,
          request_id: expect.toBeOneOf(requestIds) as string,
          action: name,
          target,
          outcome: 'succeeded',
          before: null,
          after,
        },
      ]);
    });

    test('is not written down again where it changes nothing', async () => {
      expect(await watch(() => send(ours.secret))).toEqual({ written: [], isChanged: false });
    });

    test('is read by its tenant alone', async () => {
      const query = `{ audit { entries(where: { action: "${name}" }) { nodes { action } } } }`;
      const read = async (secret: string): Promise<unknown> =>
        (await postOperation(gateway.graphqlUrl, secret, query)).data;
      expect(await read(ours.secret)).toEqual({ audit: { entries: { nodes: [{ action: name }] } } });
      expect(await read(theirs)).toEqual({ audit: { entries: { nodes: [] } } });
    });
  });

  test('no entry holds what somebody wrote, an address, or a secret', async () => {
    const all = JSON.stringify(await entries());
    for (const hidden of [PRIVATE_TEXT, 'Lovelace', 'ada@example.com', ours.secret.slice(4)]) {
      expect(all).not.toContain(hidden);
    }
  });
});
