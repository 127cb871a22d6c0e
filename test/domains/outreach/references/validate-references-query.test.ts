import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES } from '../../../../src/tenancy/scope.js';
import { startTestGateway, type GatewayFixture } from '../../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../../support/outreach-databases.js';

const SOURCE = `query ($references: [ReferenceInput!]!) { validateReferences(references: $references) { kind id isKnown } }`;

interface Asked {
  readonly kind: string;
  readonly id: string;
}

describe('validateReferences', () => {
  let databases: OutreachDatabases;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    databases = await createOutreachDatabases();
    gateway = await startTestGateway(databases.analytics.gatewayUrl, {
      ...databases.environment,
      SLUICE_MAX_BODY_BYTES: '2097152',
    });
  });
  afterAll(() => gateway?.close());

  async function known(references: readonly Asked[], tenantId = OUTREACH_TENANT.id): Promise<boolean[]> {
    const { data, errors } = await gateway.ask<{ validateReferences: (Asked & { isKnown: boolean })[] }>(
      SOURCE,
      { tenantId, variables: { references } },
    );
    expect(errors).toEqual([]);
    const verdicts = data!.validateReferences;
    expect(verdicts.map(({ kind, id }) => ({ kind, id }))).toEqual(references);
    return verdicts.map(({ isKnown }) => isKnown);
  }

  const own = (tenant = OUTREACH_TENANT): Asked[] => [
    { kind: 'LEAD', id: tenant.leadId },
    { kind: 'TENANT', id: tenant.id },
    { kind: 'EMAIL_ACCOUNT', id: tenant.emailAccountId },
    { kind: 'CAMPAIGN', id: tenant.campaignId },
  ];

  test("knows the tenant's rows, of every kind, in the order of the question", async () => {
    expect(await known(own())).toEqual([true, true, true, true]);
    expect(await known(own(OTHER_OUTREACH_TENANT), OTHER_OUTREACH_TENANT.id)).toEqual(own().map(() => true));
  });

  test("knows another tenant's rows no more than those that do not exist", async () => {
    expect(await known(own(OTHER_OUTREACH_TENANT))).toEqual([false, false, false, false]);
    expect(await known(own(), OTHER_OUTREACH_TENANT.id)).toEqual([false, false, false, false]);
  });

  test('a row is known as what it is, by whatever case its id has, and asked twice answers twice', async () => {
    const id = OUTREACH_TENANT.leadId;
    expect(
      await known([
        { kind: 'LEAD', id: id.toUpperCase() },
        { kind: 'CAMPAIGN', id },
        { kind: 'LEAD', id },
        { kind: 'LEAD', id },
        { kind: 'LEAD', id: "' or true --" },
        { kind: 'LEAD', id: '' },
      ]),
    ).toEqual([true, false, true, true, false, false]);
    expect(await known([])).toEqual([]);
  });

  test('a row that comes is known, and one that goes is not, as soon as the feed may have seen it', async () => {
    const id = randomUUID();
    const reference = [{ kind: 'LEAD', id }];
    expect(await known(reference)).toEqual([false]);
    await databases.oltp.asOwner(
      `insert into oltp.leads (tenant_id, id, email) values ($1, $2, 'new@example.com')`,
      [OUTREACH_TENANT.id, id],
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await known(reference)).toEqual([true]);
    await databases.oltp.asOwner('delete from oltp.leads where id = $1', [id]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await known(reference)).toEqual([false]);
  });

  test('answers 10,000 at once, and refuses one more', async () => {
    const references = Array.from({ length: 10_000 }, () => ({ kind: 'LEAD', id: randomUUID() }));
    expect(new Set(await known(references))).toEqual(new Set([false]));
    const { data, errors } = await gateway.ask(SOURCE, {
      tenantId: OUTREACH_TENANT.id,
      variables: { references: [...references, ...own().slice(0, 1)] },
    });
    expect(data).toEqual({ validateReferences: null });
    expect(errors).toMatchObject([
      { message: expect.stringContaining('10,001') as string, extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('needs the scope "outreach:write", and nothing else', async () => {
    const options = { tenantId: OUTREACH_TENANT.id, variables: { references: own() } };
    const { data, errors } = await gateway.ask(SOURCE, {
      ...options,
      scopes: SCOPES.filter((scope) => scope !== 'outreach:write'),
    });
    expect(data).toEqual({ validateReferences: null });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'outreach:write' } }]);
    expect((await gateway.ask(SOURCE, { ...options, scopes: ['outreach:write'] })).errors).toEqual([]);
  });

  test('the metrics tell how references were answered, and name no tenant', async () => {
    await known(own());
    await known(own());
    const text = await (await fetch(new URL('/metrics', gateway.url))).text();
    expect(text).toMatch(/sluice_references_total\{source="kept"\} [1-9]/);
    expect(text).toMatch(/sluice_references_total\{source="postgresql"\} [1-9]/);
    expect(text).toMatch(/sluice_refused_verdicts_total \d/);
    expect(text).not.toContain(OUTREACH_TENANT.id);
  });

  test('without the database "oltp" it says what is missing', async () => {
    const alone = await startTestGateway(databases.analytics.gatewayUrl);
    try {
      const { errors } = await alone.ask(SOURCE, {
        tenantId: OUTREACH_TENANT.id,
        variables: { references: own() },
      });
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining('OLTP_DATABASE_URL') as string,
          extensions: { code: 'CONFIGURATION' },
        },
      ]);
    } finally {
      await alone.close();
    }
  });

  test('where caching is switched off every verdict comes from the database', async () => {
    const uncached = await startTestGateway(databases.analytics.gatewayUrl, {
      ...databases.environment,
      SLUICE_CACHE_BYTES: '0',
    });
    try {
      for (let i = 0; i < 2; i++) {
        const { errors } = await uncached.ask(SOURCE, {
          tenantId: OUTREACH_TENANT.id,
          variables: { references: own() },
        });
        expect(errors).toEqual([]);
      }
      const text = await (await fetch(new URL('/metrics', uncached.url))).text();
      expect(text).toContain('sluice_references_total{source="postgresql"} 8');
    } finally {
      await uncached.close();
    }
  });
});
