import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

const TENANT = '00000000-0000-4000-8000-000000000001';

describe('the gateway', () => {
  let database: TestDatabase;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'One')`);
    gateway = await startTestGateway(database.gatewayUrl);
  });
  afterAll(() => gateway?.close());

  const get = (path: string, init?: RequestInit) => fetch(new URL(path, gateway.url), init);

  describe('refuses to start', () => {
    test('without a database', async () => {
      await expect(startTestGateway('')).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining('DATABASE_URL') as string,
      });
    });

    test('where the database cannot be reached', async () => {
      await expect(startTestGateway('postgresql://sluice_gateway@127.0.0.1:1/x')).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
    });

    test('as a superuser', async () => {
      await expect(startTestGateway(database.adminUrl)).rejects.toMatchObject({ code: 'UNSAFE_DATABASE' });
    });

    test('where a relation has no policy, and names it', async () => {
      const unsafe = await createTestDatabase();
      await unsafe.asAdmin(
        'create table helpdesk.notes (tenant_id uuid, note text); grant select on helpdesk.notes to sluice_gateway',
      );
      await expect(startTestGateway(unsafe.gatewayUrl)).rejects.toMatchObject({
        code: 'UNSAFE_DATABASE',
        message: expect.stringContaining('helpdesk.notes') as string,
      });
    });

    test('where a database of outreach has a hole', async () => {
      const unsafe = await createTestDatabase(undefined, 'oltp');
      await unsafe.asAdmin(
        'create table oltp.notes (tenant_id uuid, note text); grant select on oltp.notes to sluice_gateway',
      );
      await expect(
        startTestGateway(database.gatewayUrl, { OLTP_DATABASE_URL: unsafe.gatewayUrl }),
      ).rejects.toMatchObject({
        code: 'UNSAFE_DATABASE',
        message: expect.stringContaining(unsafe.name) as string,
      });
    });

    test('where a database of outreach cannot be reached, and names its variable', async () => {
      await expect(
        startTestGateway(database.gatewayUrl, {
          CONTENT_DATABASE_URL: 'postgresql://sluice_gateway@127.0.0.1:1/content',
        }),
      ).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringMatching(/^CONTENT_DATABASE_URL: /) as string,
      });
    });

    test('on a port that is taken, and says what to do', async () => {
      const { port } = new URL(gateway.url);
      await expect(startTestGateway(database.gatewayUrl, { PORT: port })).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: `Port ${port} on 127.0.0.1 is already in use. Choose another with --port, or a free one with --port 0.`,
      });
    });

    test('on an address of another machine', async () => {
      await expect(startTestGateway(database.gatewayUrl, { SLUICE_HOST: '192.0.2.1' })).rejects.toMatchObject(
        {
          code: 'CONFIGURATION',
          message: expect.stringContaining('--host') as string,
        },
      );
    });
  });

  describe('turns away whom it does not know', () => {
    const refused = async (headers: Record<string, string>) => {
      const response = await get('graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ __schema { queryType { name } } }"}',
      });
      return { response, body: (await response.json()) as { errors: { extensions: object }[] } };
    };

    test('with 401, the scheme, and a body as GraphQL over HTTP has it', async () => {
      const { response, body } = await refused({});
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="sluice"');
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(body).toEqual({
        errors: [
          {
            message: 'No token was sent. Send the header "Authorization: Bearer <token>".',
            extensions: { code: 'UNAUTHENTICATED', reason: 'missing' },
          },
        ],
      });
    });

    test('with what is wrong with the token, in the media type that was asked for', async () => {
      const { response, body } = await refused({
        authorization: 'Bearer nonsense',
        accept: 'application/graphql-response+json',
      });
      expect(response.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="sluice", error="invalid_token", error_description="[^"]+"$/,
      );
      expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
      expect(body.errors[0]!.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'malformed' });
    });

    test('before it reads what they send', async () => {
      const { response } = await refused({ 'content-type': 'text/plain' });
      expect(response.status).toBe(401);
    });
  });

  describe('puts on every response', () => {
    test.each(['/graphql', '/healthz', '/nothing', '/%E0%A4%A', '/metrics'])(
      'a request id: %s',
      async (path) => {
        const [first, second] = await Promise.all([get(path), get(path)]);
        expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
        expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
      },
    );

    test.each(['/graphql', '/healthz', '/nothing', '/metrics'])(
      'headers that give nothing away: %s',
      async (path) => {
        const headers = Object.fromEntries((await get(path)).headers);
        expect(headers).toMatchObject({
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'no-store',
        });
        expect(headers).not.toHaveProperty('x-powered-by');
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      },
    );

    test("not the caller's idea of a request id", async () => {
      const { headers } = await get('healthz', { headers: { 'x-request-id': 'mine' } });
      expect(headers.get('x-request-id')).not.toBe('mine');
    });
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a header of 32 kB', `GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(32_768)}\r\n\r\n`],
  ])('answers in JSON what is no request: %s', async (_name, bytes) => {
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(bytes);
    const answer = await readText(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"BAD_USER_INPUT"');
  });

  test('answers requests with a Host header that makes no URL', async () => {
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: [\r\nconnection: close\r\nauthorization: ${await gateway.authorization({ tenantId: TENANT })}\r\n\r\n`,
    );
    expect(await readText(socket)).toContain('{"data":{"__typename":"Query"}}');
  });

  test('tells its health without a token', async () => {
    expect(await (await get('healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('readyz')).json()).toEqual({ status: 'ok' });
  });

  test('counts and times requests for Prometheus, and names no tenant', async () => {
    await gateway.ask('{ helpdesk { tickets { totals { count } } } }', { tenantId: TENANT });
    await gateway.ask('{ nothing }', { tenantId: TENANT });
    await gateway.ask('{ helpdesk { tickets { totals { count } } } }', { tenantId: TENANT, scopes: [] });
    await get('graphql');
    const response = await get('metrics');
    const metrics = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(metrics).toMatch(/sluice_http_request_seconds_count\{route="\/graphql",status="2xx"\} \d+/);
    for (const code of ['UNAUTHENTICATED', 'GRAPHQL_VALIDATION_FAILED', 'FORBIDDEN']) {
      expect(metrics).toMatch(new RegExp(`sluice_errors_total\\{code="${code}"\\} \\d+`));
    }
    expect(metrics).not.toContain(TENANT);
  });

  test('can hide its schema', async () => {
    const closed = await startTestGateway(database.gatewayUrl, { SLUICE_INTROSPECTION: 'off' });
    const as = { tenantId: TENANT };
    const introspection = await closed.ask('{ __schema { types { name } } }', as);
    const misspelt = await closed.ask('{ helpdesc { __typename } }', as);
    await closed.close();
    expect(introspection.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(misspelt.errors[0]!.message).not.toContain('Did you mean');
  });

  test('answers other origins only where they are listed', async () => {
    const open = await startTestGateway(database.gatewayUrl, { SLUICE_CORS_ORIGINS: 'https://bi.example' });
    const preflight = (origin: string) =>
      fetch(open.graphqlUrl, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });
    const [listed, stranger] = await Promise.all([
      preflight('https://bi.example'),
      preflight('https://evil.example'),
    ]);
    await open.close();
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://bi.example');
    expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });

  test('lets a running request end when it is closed, and closing twice is closing once', async () => {
    const closing = await startTestGateway(database.gatewayUrl);
    const query = '{ helpdesk { tickets { totals { count } } } }';
    const answers = Promise.all(Array.from({ length: 20 }, () => closing.ask(query, { tenantId: TENANT })));
    // All of them are on their way once the first is answered.
    await closing.ask(query, { tenantId: TENANT });
    await Promise.all([closing.close(), closing.close()]);
    expect((await answers).map(({ errors }) => errors)).toEqual(Array.from({ length: 20 }, () => []));
    await expect(fetch(closing.url)).rejects.toThrow();
  });
});
