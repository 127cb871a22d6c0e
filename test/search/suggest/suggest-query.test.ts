import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../../src/tenancy/scope.js';
import { createTestDatabase, type TestDatabase } from '../../setup/test-database.js';
import { ONE, OTHER } from '../../sql/sample-tenant.js';
import { startTestGateway, type GatewayFixture } from '../../support/gateway-fixture.js';

const SUGGEST = `query ($prefix: String!, $first: Int! = 8, $types: [SearchType!]) {
  suggest(prefix: $prefix, first: $first, types: $types) { text kind type }
}`;

interface Asked {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly first?: number;
  readonly types?: readonly string[];
}

describe('suggest', () => {
  let database: TestDatabase;
  let gateway: GatewayFixture;

  const ask = (prefix: string, { first = 8, types, tenantId = ONE, scopes }: Asked = {}) =>
    gateway.ask<{ suggest: { text: string; kind: string; type: string | null }[] | null }>(SUGGEST, {
      tenantId,
      ...(scopes === undefined ? {} : { scopes }),
      variables: { prefix, first, ...(types === undefined ? {} : { types }) },
    });
  const suggest = async (prefix: string, asked?: Asked): Promise<string[]> => {
    const { data, errors } = await ask(prefix, asked);
    expect(errors).toEqual([]);
    return data!.suggest!.map(({ text, kind, type }) => `${kind} ${type} ${text}`);
  };
  const refusal = async (prefix: string, asked?: Asked): Promise<unknown> => {
    const { data, errors } = await ask(prefix, asked);
    expect(data?.suggest ?? null).toBeNull();
    return errors![0]!.extensions!['code'];
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
    );
    for (const [tenant, word] of [
      [ONE, 'Printer'],
      [OTHER, 'Printout'],
    ] as const) {
      await database.asOwner(`
        insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values
          ('${tenant}', gen_random_uuid(), '${word} on fire', 'open', 'web'),
          ('${tenant}', gen_random_uuid(), '${word.toUpperCase()} on fire', 'open', 'web'),
          ('${tenant}', gen_random_uuid(), '100% ${word} <b>bold</b>', 'open', 'web');
        insert into helpdesk.comments (tenant_id, id, ticket_id, type, body)
          values ('${tenant}', gen_random_uuid(), gen_random_uuid(), 'public', '${word} needs paper');
        insert into helpdesk.canned_responses (tenant_id, id, title, body, usage_count) values
          ('${tenant}', gen_random_uuid(), '${word} rules', 'x', 2), ('${tenant}', gen_random_uuid(), '${word} shop', 'x', 5);
        insert into helpdesk.users (tenant_id, id, name, email, role)
          values ('${tenant}', gen_random_uuid(), '${word} Person', 'secret-${word.toLowerCase()}@example.com', 'agent');
        insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, types, result_count, is_exact, has_result,
            is_corrected, duration_us)
          select '${tenant}', gen_random_uuid(), now(), q, q, '{ticket}', 1, true, true, false, 1
          from unnest(array['${word.toLowerCase()} or fire', 'secret-${word.toLowerCase()}@example.com']) as q`);
    }
    gateway = await startTestGateway(database.gatewayUrl);
  });

  afterAll(() => gateway.close());

  test("proposes nothing of another tenant's", async () => {
    expect(await suggest('printou')).toEqual([]);
    expect(await suggest('secret-printou')).toEqual([]);
    expect((await suggest('printou', { tenantId: OTHER })).length).toBeGreaterThan(3);
  });

  test('proposes nothing that the scopes do not open', async () => {
    expect(await suggest('print', { scopes: ['helpdesk:read'] })).toEqual([
      'TITLE CANNED_RESPONSE Printer shop',
      'TITLE CANNED_RESPONSE Printer rules',
      'TITLE USER Printer Person',
    ]);
    expect(await suggest('secret', { scopes: ['helpdesk:read', 'records'] })).toEqual([]);
    expect(await suggest('secret', { scopes: ['helpdesk:read', 'pii'] })).toEqual([]);
    expect(await suggest('secret')).toEqual(['QUERY null secret-printer@example.com']);
    expect(await refusal('print', { scopes: ['records'] })).toBe('FORBIDDEN');
    expect(await refusal('print', { scopes: ['helpdesk:read'], types: ['TICKET'] })).toBe('FORBIDDEN');
  });

  test('proposes canned responses, past queries and titles, each once', async () => {
    expect(await suggest('PRINT')).toEqual([
      'TITLE CANNED_RESPONSE Printer shop',
      'TITLE CANNED_RESPONSE Printer rules',
      'QUERY null printer or fire',
      'TITLE TICKET Printer on fire',
      'TITLE USER Printer Person',
    ]);
    expect(await suggest('printer o', { types: ['TICKET'] })).toEqual([
      'QUERY null printer or fire',
      'TITLE TICKET Printer on fire',
    ]);
    expect(await suggest('print', { first: 1 })).toHaveLength(1);
    // What a comment says is no title, but the query finds it.
    expect(await suggest('print', { types: ['COMMENT'] })).toEqual(['QUERY null printer or fire']);
  });

  test('takes the prefix literally, and leaves out what nobody sees', async () => {
    expect(await suggest('100% p')).toEqual(['TITLE TICKET 100% Printer <b>bold</b>']);
    expect(await suggest('%')).toEqual([]);
    expect(await suggest('pr_nt')).toEqual([]);
    expect(await suggest(' \u202e\u0007 printer  \u2069 o')).toEqual([
      'QUERY null printer or fire',
      'TITLE TICKET Printer on fire',
    ]);
    expect(await suggest('\u0000')).toEqual([]);
    expect(await suggest('\ud800')).toEqual([]);
    expect(await suggest("'; drop table x; --")).toEqual([]);
  });

  test('refuses what is past the limits', async () => {
    expect(await refusal('')).toBe('BAD_USER_INPUT');
    expect(await refusal('x'.repeat(101))).toBe('BAD_USER_INPUT');
    expect(await refusal('x', { first: 0 })).toBe('BAD_USER_INPUT');
    expect(await refusal('x', { first: 51 })).toBe('BAD_USER_INPUT');
  });
});
