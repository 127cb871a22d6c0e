import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddedBinaries } from '../../../src/embedded/postgres-binaries.js';
import {
  startPostgresServer,
  SUPERUSER,
  type PostgresServer,
} from '../../../src/embedded/postgres-server.js';
import { serverAccount } from '../../../src/embedded/server-account.js';
import { migrate } from '../../../src/migrations/migrate.js';
import { startTestGateway, type GatewayFixture } from '../../support/gateway-fixture.js';
import { streamEvents } from '../../support/live-client.js';
import { startLoopbackProxy, type LoopbackProxy } from '../../support/loopback-proxy.js';
import { count, COUNT, insertTickets, TENANT, type Counted } from './live-fixture.js';

const PASSWORD = 'a password of the tests';

describe('a live answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-live-'));
  const target = { port: 0 };
  let postgres: PostgresServer;
  let proxy: LoopbackProxy;
  let gateway: GatewayFixture;

  const startPostgres = async (): Promise<void> => {
    postgres = await startPostgresServer({
      binaries: await embeddedBinaries(),
      dataFolder: join(folder, 'data'),
      account: await serverAccount(),
      superuserPassword: SUPERUSER,
      logFile: join(folder, 'log'),
      settings: { fsync: 'off', shared_buffers: '64MB' },
      initdbArguments: ['--locale=C', '--no-sync'],
    });
    target.port = postgres.port;
  };
  /** As the superuser, who owns everything: past the gateway and its proxy. */
  const write = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.url(SUPERUSER, SUPERUSER, 'sluice') });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  beforeAll(async () => {
    chmodSync(folder, 0o711);
    await startPostgres();
    proxy = await startLoopbackProxy(target);
    await migrate({
      url: postgres.url(SUPERUSER, SUPERUSER, 'sluice'),
      gatewayPassword: PASSWORD,
      maintainerPassword: PASSWORD,
    });
    await write(`insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours')`);
    gateway = await startTestGateway(proxy.through(postgres.url('sluice_gateway', PASSWORD, 'sluice')));
  });
  afterAll(async () => {
    await gateway?.close();
    await proxy?.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('goes on after PostgreSQL was restarted, with what has changed meanwhile', async () => {
    const authorization = await gateway.authorization({ tenantId: TENANT });
    const stream = await streamEvents<Counted>(gateway.graphqlUrl, { authorization }, COUNT);
    expect(await count(stream)).toBe(0);
    await write(insertTickets(TENANT));
    expect(await count(stream)).toBe(1);
    for (let restart = 1; restart <= 2; restart++) {
      await postgres.stop();
      await startPostgres();
      await write(insertTickets(TENANT));
      expect(await count(stream)).toBe(2 * restart);
      await write(insertTickets(TENANT));
      expect(await count(stream)).toBe(2 * restart + 1);
    }
    stream.stop();
  });

  test('goes on after its connections were cut, and does not come twice for that', async () => {
    const authorization = await gateway.authorization({ tenantId: TENANT });
    const stream = await streamEvents<Counted>(gateway.graphqlUrl, { authorization }, COUNT);
    const before = await count(stream);
    proxy.cut();
    await write(insertTickets(TENANT));
    expect(await count(stream)).toBe(before + 1);
    proxy.cut();
    await write(insertTickets(TENANT));
    expect(await count(stream)).toBe(before + 2);
    expect(stream.received).toBe(3);
    stream.stop();
  });

  test('is told when PostgreSQL stays away from the beginning, and comes when it is back', async () => {
    const authorization = await gateway.authorization({ tenantId: TENANT });
    // The tenant is known, so that the token can be checked without the database.
    expect((await gateway.ask('{ __typename }', { tenantId: TENANT })).errors).toEqual([]);
    await postgres.stop();
    const stream = await streamEvents<Counted>(
      gateway.graphqlUrl,
      { authorization },
      COUNT.replace('count', 'agents count'),
    );
    expect(await stream.next()).toMatchObject({
      errors: [{ extensions: { code: 'DATABASE_UNAVAILABLE' } }],
    });
    await startPostgres();
    expect(await count(stream)).toBeGreaterThan(0);
    stream.stop();
  });
});
