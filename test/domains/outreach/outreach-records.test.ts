import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { closedDoor, createOutreachFixture, errorCodes, type OutreachFixture } from './outreach-fixture.js';

interface Page {
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

describe.each(postgresVersions)('the records of outreach on PostgreSQL $version', (server) => {
  let fixture: OutreachFixture;

  beforeAll(async () => {
    fixture = await createOutreachFixture(server);
  });

  afterAll(() => fixture.close());

  const one = (tenant: typeof OUTREACH_TENANT): string => `{
    outreach {
      campaign(id: "${tenant.campaignId}") { id name status startsAt }
      lead(id: "${tenant.leadId.toUpperCase()}") { id email name company status }
      emailAccount(id: "${tenant.emailAccountId}") { id address displayName provider dailyLimit isActive }
    }
  }`;

  const nothing = { outreach: { campaign: null, lead: null, emailAccount: null } };

  test("are not another tenant's, who are as unknown as none", async () => {
    expect(await fixture.ask(one(OTHER_OUTREACH_TENANT))).toEqual({ data: nothing, errors: [] });
    const none = { ...OUTREACH_TENANT, campaignId: randomUUID(), leadId: 'nobody', emailAccountId: '' };
    expect(await fixture.ask(one(none))).toEqual({ data: nothing, errors: [] });
    const { data } = await fixture.ask<{ outreach: Record<string, Page> }>(
      '{ outreach { campaigns { nodes { id } } leads { nodes { id } } emailAccounts { nodes { id } } } }',
    );
    expect(Object.values(data!.outreach).flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual([
      OUTREACH_TENANT.campaignId,
      OUTREACH_TENANT.leadId,
      OUTREACH_TENANT.emailAccountId,
    ]);
  });

  test('are refused to a token without the scope, and addresses without "pii"', async () => {
    const withoutRecords = await fixture.ask(one(OUTREACH_TENANT), { scopes: ['outreach:read', 'pii'] });
    expect(errorCodes(withoutRecords.errors)).toEqual([
      'outreach.lead: FORBIDDEN',
      'outreach.emailAccount: FORBIDDEN',
    ]);
    const withoutPii = await fixture.ask(one(OUTREACH_TENANT), { scopes: ['outreach:read', 'records'] });
    expect([...errorCodes(withoutPii.errors)].sort()).toEqual([
      'outreach.emailAccount.address: FORBIDDEN',
      'outreach.lead.email: FORBIDDEN',
    ]);
    expect(withoutPii.data).toMatchObject({ outreach: { lead: { name: 'Ada', email: null } } });
    const pages =
      '{ outreach { campaigns { nodes { id } } leads { nodes { id } } emailAccounts { nodes { id } } } }';
    const withNeither = await fixture.ask(pages, { scopes: ['helpdesk:read'] });
    expect(withNeither.data).toEqual({ outreach: { campaigns: null, leads: null, emailAccounts: null } });
    expect(new Set(withNeither.errors.map(({ message }) => /scope "([^"]+)"/.exec(message)![1]))).toEqual(
      new Set(['outreach:read', 'records']),
    );
  });

  test('are read from the database that owns them', async () => {
    expect(await fixture.ask(one(OUTREACH_TENANT))).toEqual({
      data: {
        outreach: {
          campaign: { id: OUTREACH_TENANT.campaignId, name: 'Spring', status: 'DRAFT', startsAt: null },
          lead: {
            id: OUTREACH_TENANT.leadId,
            email: 'ada@example.com',
            name: 'Ada',
            company: null,
            status: 'NEW',
          },
          emailAccount: {
            id: OUTREACH_TENANT.emailAccountId,
            address: 'sales@example.com',
            displayName: 'Sales',
            provider: 'SMTP',
            dailyLimit: 200,
            isActive: true,
          },
        },
      },
      errors: [],
    });
  });

  test('are an error, and never nothing, while their database is not configured or does not answer', async () => {
    const unconfigured = await fixture.ask(one(OUTREACH_TENANT), { databases: { oltp: null } });
    expect(unconfigured.data).toEqual(nothing);
    expect(errorCodes(unconfigured.errors)).toEqual([
      'outreach.campaign: CONFIGURATION',
      'outreach.lead: CONFIGURATION',
      'outreach.emailAccount: CONFIGURATION',
    ]);
    const oltp = closedDoor();
    const down = await fixture.ask(
      `{ outreach { campaigns { nodes { id } } campaign(id: "${OUTREACH_TENANT.campaignId}") { id } deliveries { totals { sent } } } }`,
      { databases: { oltp } },
    );
    await oltp.close();
    expect(down.data).toEqual({
      outreach: { campaigns: null, campaign: null, deliveries: { totals: { sent: 0 } } },
    });
    expect([...errorCodes(down.errors)].sort()).toEqual([
      'outreach.campaign: DATABASE_UNAVAILABLE',
      'outreach.campaigns: DATABASE_UNAVAILABLE',
    ]);
  });

  test('of a request are read in one statement a kind, whatever their number', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `c${n}: campaign(id: "${randomUUID()}") { name }`);
    fixture.doors.oltp.transactions.length = 0;
    await fixture.ask(
      `{ outreach { ${ids.join(' ')} campaign(id: "${OUTREACH_TENANT.campaignId}") { name } lead(id: "${OUTREACH_TENANT.leadId}") { name } } }`,
    );
    expect(fixture.doors.oltp.transactions.map(([, statements]) => statements.length)).toEqual([1, 1]);
  });

  describe('page by page', () => {
    const page = async (args: string): Promise<Page> => {
      const { data, errors } = await fixture.ask<{ outreach: { campaigns: Page } }>(
        `{ outreach { campaigns${args} { nodes { id name } pageInfo { hasNextPage endCursor } } } }`,
      );
      expect(errors).toEqual([]);
      return data!.outreach.campaigns;
    };

    beforeAll(async () => {
      // Three at each instant: ties are where pages lose and repeat.
      await fixture.databases.oltp.asOwner(
        `insert into oltp.campaigns (tenant_id, id, name, status, created_at, updated_at)
         select t, gen_random_uuid(), 'Campaign ' || n, (array['active', 'paused'])[1 + n % 2], at, at
         from unnest($1::uuid[]) as t, generate_series(1, 30) as n,
           lateral (select timestamptz '2026-01-01 00:00:00.000001Z' + (n / 3) * interval '1 microsecond' as at) as a`,
        [[OUTREACH_TENANT.id, OTHER_OUTREACH_TENANT.id]],
      );
    });

    test('come newest first, each once, while others arrive', async () => {
      const expected = await fixture.databases.oltp.asOwner(
        'select id from oltp.campaigns where tenant_id = $1 order by created_at desc, id desc',
        [OUTREACH_TENANT.id],
      );
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { nodes, pageInfo }: Page = await page(
          `(first: 7${after === null ? '' : `, after: "${after}"`})`,
        );
        seen.push(...nodes.map(({ id }) => id));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        await fixture.databases.oltp.asOwner(
          `insert into oltp.campaigns (tenant_id, id, name) values ($1, gen_random_uuid(), 'Late')`,
          [OUTREACH_TENANT.id],
        );
      } while (after !== null);
      expect(seen).toEqual(expected.map(({ id }) => id));
    });

    test('come of one status', async () => {
      const { nodes, pageInfo } = await page('(status: PAUSED)');
      expect(nodes).toHaveLength(15);
      expect(pageInfo.hasNextPage).toBe(false);
      expect((await page('(status: COMPLETED)')).pageInfo).toEqual({ hasNextPage: false, endCursor: null });
    });

    test.each(['(first: 0)', '(first: 501)', '(after: "no cursor")'])('refuse %s', async (args) => {
      const { errors } = await fixture.ask(`{ outreach { campaigns${args} { nodes { id } } } }`);
      expect(errorCodes(errors)).toEqual(['outreach.campaigns: BAD_USER_INPUT']);
    });

    test('are read from an index, not sorted', async () => {
      const { oltp } = fixture.databases;
      await oltp.asOwner(
        `insert into oltp.leads (tenant_id, id, email) select $1, gen_random_uuid(), n || '@example.com' from generate_series(1, 5000) as n`,
        [OUTREACH_TENANT.id],
      );
      await oltp.asAdmin('analyze oltp.leads');
      for (const condition of ['', `where status = 'new'`]) {
        const plan = await oltp.asTenant(
          OUTREACH_TENANT.id,
          `explain select id from oltp.leads ${condition} order by created_at desc, id desc limit 51`,
        );
        const text = plan.map((line) => String(line['QUERY PLAN'])).join('\n');
        expect(text).toMatch(/Index (Only )?Scan Backward using idx_leads_(newest|status)/);
        expect(text).not.toMatch(/Seq Scan/);
      }
    });
  });
});
