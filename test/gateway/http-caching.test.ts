import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTicketsFixture,
  OTHER_TENANT,
  TENANT,
  type TicketsFixture,
} from '../analytics/support/tickets-fixture.js';
import { until } from '../cache/cache-fixture.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../support/gateway-fixture.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const COUNT = '{ helpdesk { tickets { totals { count } } } }';

/** What the gateway asks for itself, whoever asks it. */
const OWN_STATEMENT = /changes_since|rollup_states|^(begin|commit)/;

describe('HTTP caching', () => {
  let fixture: TicketsFixture;
  let proxy: PostgresProxy;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    proxy = await startPostgresProxy(fixture.database.gatewayUrl);
    gateway = await startTestGateway(proxy.url, { SLUICE_CORS_ORIGINS: 'https://bi.example' });
  });
  afterAll(async () => {
    await gateway?.close();
    await proxy?.close();
    await fixture?.close();
  });

  interface Asked extends TokenOptions {
    readonly method?: 'GET' | 'POST';
    readonly headers?: Record<string, string>;
  }

  const ask = async (query: string, { method = 'GET', headers = {}, ...options }: Asked = {}) => {
    const authorization = await gateway.authorization(options);
    const response =
      method === 'POST'
        ? await gateway.post({ query }, { authorization, ...headers })
        : await fetch(`${gateway.graphqlUrl}?${new URLSearchParams({ query })}`, {
            headers: { authorization, ...headers },
          });
    const text = await response.text();
    return {
      status: response.status,
      text,
      etag: response.headers.get('etag'),
      cacheControl: response.headers.get('cache-control'),
      vary: response.headers.get('vary'),
      headers: response.headers,
    };
  };

  /** Asks until the version of the data is known without asking the database. */
  const warm = async (query: string, options: Asked = {}) => {
    let last = await ask(query, options);
    await until(async () => (last = await ask(query, options)).text.includes('"cache":"HIT"'));
    return last;
  };

  const insertTickets = (rows: number) =>
    fixture.database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       select '${TENANT}', gen_random_uuid(), now(), now(), 'New', 'new', 'web' from generate_series(1, ${rows})`,
    );

  const count = ({ text }: { readonly text: string }): number =>
    (JSON.parse(text) as { data: { helpdesk: { tickets: { totals: { count: number } } } } }).data.helpdesk
      .tickets.totals.count;

  test.each(['GET', 'POST'] as const)(
    'lets who asked by %s keep an answer, and ask whether it is still so',
    async (method) => {
      const { status, etag, cacheControl, vary } = await ask(COUNT, { method });
      expect({ status, etag, cacheControl }).toEqual({
        status: 200,
        etag: expect.stringMatching(/^W\/"[A-Za-z0-9_-]{22}"$/),
        cacheControl: 'private, no-cache',
      });
      expect(vary?.toLowerCase()).toContain('authorization');
    },
  );

  test('gives the same tag by either method, known or not, hit or miss', async () => {
    const query = `query Fresh${Date.now()} ${COUNT}`;
    const tags = new Set<string | null>();
    for (const method of ['POST', 'GET'] as const) {
      for (const accept of ['*/*;q=0.9', '*/*', 'application/json']) {
        tags.add((await ask(query, { method, headers: { accept } })).etag);
      }
    }
    tags.add((await warm(query)).etag);
    expect([...tags]).toEqual([expect.any(String)]);
  });

  test('answers a GET that has the answer by 304, without a word to PostgreSQL', async () => {
    const { etag } = await warm(COUNT);
    await until(async () => {
      proxy.reset();
      const again = await ask(COUNT, { headers: { 'if-none-match': etag! } });
      expect({ ...again, headers: null }).toEqual({
        status: 304,
        text: '',
        etag,
        cacheControl: 'private, no-cache',
        vary: expect.any(String),
        headers: null,
      });
      // The version may just have to be asked for again.
      return proxy.statements.every((statement) => OWN_STATEMENT.test(statement));
    });
  });

  test('answers 304 to an operation that it sees for the first time, too', async () => {
    const { etag } = await ask(COUNT);
    const again = await ask(COUNT, { headers: { 'if-none-match': etag!, accept: '*/*;q=0.9' } });
    expect({ status: again.status, text: again.text }).toEqual({ status: 304, text: '' });
  });

  test('never answers a POST by 304', async () => {
    const { etag } = await ask(COUNT);
    const again = await ask(COUNT, { method: 'POST', headers: { 'if-none-match': etag! } });
    expect(again.status).toBe(200);
    expect(count(again)).toBeGreaterThan(0);
  });

  test('sends the new answer once the data has changed', async () => {
    const before = await warm(COUNT);
    await insertTickets(3);
    let after = before;
    await until(async () => {
      after = await ask(COUNT, { headers: { 'if-none-match': before.etag! } });
      return after.status === 200;
    });
    expect(count(after)).toBe(count(before) + 3);
    expect(after.etag).not.toBe(before.etag);
    // What a commit changes for one tenant is no news for another.
    const theirs = await warm(COUNT, { tenantId: OTHER_TENANT });
    await insertTickets(2);
    await until(async () => (await ask(COUNT, { headers: { 'if-none-match': after.etag! } })).status === 200);
    expect((await ask(COUNT, { tenantId: OTHER_TENANT })).etag).toBe(theirs.etag);
  });

  test('does not take the tag of another tenant, or of other rights, for its own', async () => {
    const ours = await warm(COUNT);
    const theirs = await ask(COUNT, { tenantId: OTHER_TENANT, headers: { 'if-none-match': ours.etag! } });
    expect(theirs.status).toBe(200);
    expect(count(theirs)).not.toBe(count(ours));
    const refused = await ask(COUNT, { scopes: ['records'], headers: { 'if-none-match': ours.etag! } });
    expect(refused.status).toBe(200);
    expect(refused.text).toContain('FORBIDDEN');
    expect(refused.etag).toBeNull();
    const nobody = await ask(COUNT, { headers: { 'if-none-match': ours.etag!, authorization: 'Bearer x' } });
    expect(nobody.status).toBe(401);
  });

  test.each<[string, string]>([
    ['an answer past the cache', '{ helpdesk { tickets(cache: NONE) { totals { count } } } }'],
    [
      'an answer of which a part was refused',
      '{ helpdesk { tickets { totals { count } } other: tickets(timezone: "Mars/Base") { totals { count } } } }',
    ],
    ['records', '{ helpdesk { ticketRecords(first: 1) { nodes { id } } } }'],
    ['records in rows', '{ helpdesk { tickets { rows { agent { name } count } } } }'],
    ['how fresh it is', '{ helpdesk { tickets { totals { count } freshness { asOf } } } }'],
    ['how it was answered', '{ helpdesk { tickets { totals { count } explain { source } } } }'],
    ['the materialized state', '{ helpdesk { tickets(freshness: REFRESHED) { totals { count } } } }'],
    ['what is no analytic answer', '{ __typename }'],
    ['an operation that is not valid', '{ nothing }'],
    ['an operation that cannot be parsed', '{'],
  ])('lets nobody keep %s', async (_case, query) => {
    for (const method of ['GET', 'POST'] as const) {
      for (let round = 0; round < 2; round++) {
        const { etag, cacheControl, status } = await ask(query, {
          method,
          headers: { 'if-none-match': '*' },
        });
        expect({ etag, cacheControl }).toEqual({ etag: null, cacheControl: 'no-store' });
        expect(status).not.toBe(304);
      }
    }
  });

  test('counts where answers came from', async () => {
    const counts = async () => {
      const text = await (await fetch(new URL('/metrics', gateway.graphqlUrl))).text();
      return (cache: string, source: string) =>
        Number(
          new RegExp(`^sluice_answers_total\\{cache="${cache}",source="${source}"\\} (\\d+)$`, 'm').exec(
            text,
          )?.[1] ?? 0,
        );
    };
    const { etag } = await warm(COUNT);
    const before = await counts();
    await ask('{ helpdesk { tickets(cache: NONE) { totals { count } } } }');
    await until(async () => (await ask(COUNT)).text.includes('"cache":"HIT"'));
    await until(async () => {
      await ask(COUNT, { headers: { 'if-none-match': etag! } });
      return (await counts())('hit', 'client') > before('hit', 'client');
    });
    const after = await counts();
    expect(after('none', 'postgresql')).toBe(before('none', 'postgresql') + 1);
    expect(after('hit', 'memory')).toBeGreaterThan(before('hit', 'memory'));
  });

  test('gives another tag to a range that ends now, as time goes by', async () => {
    const query = '{ helpdesk { tickets(where: { createdAt: { last: "P1D" } }) { totals { count } } } }';
    const { etag } = await ask(query);
    expect(etag).not.toBeNull();
    await until(async () => (await ask(query)).etag !== etag);
  });

  test('tells a page of another origin the tag, and lets it send one', async () => {
    const origin = 'https://bi.example';
    const { headers, vary } = await ask(COUNT, { headers: { origin } });
    expect(headers.get('access-control-expose-headers')).toContain('etag');
    expect(vary?.toLowerCase()).toContain('origin');
    const preflight = await fetch(gateway.graphqlUrl, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-none-match',
      },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('if-none-match');
  });
});
