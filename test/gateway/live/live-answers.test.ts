import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MAX_DELAY_MS } from '../../../src/freshness/change-feed.js';
import { postgresVersions } from '../../setup/test-database.js';
import type { LiveStream } from '../../support/live-client.js';
import {
  count,
  COUNT,
  COUNT_OPEN,
  createLiveFixture,
  insertTickets,
  OTHER_TENANT,
  TENANT,
  TRANSPORTS,
  type Counted,
  type LiveFixture,
} from './live-fixture.js';

const SERVERS = postgresVersions.flatMap((server) =>
  TRANSPORTS.map((transport) => ({ server, transport, version: server.version })),
);

describe.each(SERVERS)('a live answer over $transport, PostgreSQL $version', ({ server, transport }) => {
  let live: LiveFixture;
  let writer: pg.Client;
  const streams: LiveStream<never>[] = [];

  beforeAll(async () => {
    live = await createLiveFixture({ SLUICE_LIVE_INTERVAL_MS: '20' }, server);
    writer = new pg.Client({ connectionString: live.database.adminUrl });
    await writer.connect();
    await writer.query('set role sluice_owner');
  });
  afterAll(async () => {
    await writer?.end();
    await live?.close();
  });
  beforeEach(async () => {
    await writer.query('delete from helpdesk.tickets');
    // First answers may come from the cache, and be as old as the change log's poll.
    await sleep(2 * DEFAULT_MAX_DELAY_MS);
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.stop();
    await live.untilMetric('sluice_live_connections', 0);
  });

  const ask = async <Data = Counted>(
    query: string,
    options: Parameters<LiveFixture['ask']>[2] = {},
  ): Promise<LiveStream<Data>> => {
    const stream = await live.ask<Data>(transport, query, options);
    streams.push(stream as LiveStream<never>);
    return stream;
  };

  describe('is refused', () => {
    test('to a token without the scope, and the stream ends', async () => {
      const stream = await ask(COUNT, { scopes: ['records'] });
      expect(await stream.next()).toMatchObject({
        data: { helpdesk: { tickets: null } },
        errors: [
          { path: ['helpdesk', 'tickets'], extensions: { code: 'FORBIDDEN', scope: 'helpdesk:read' } },
        ],
      });
      await stream.ended;
      await live.untilMetric('sluice_live_subscribers', 0);
    });

    test('for records, which are not live', async () => {
      const stream = await ask('subscription { helpdesk { ticketRecords { nodes { id } } } }');
      expect(await stream.next()).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [expect.anything()] }],
      });
      await stream.ended;
    });

    test.each([
      ['what does not parse', 'subscription { helpdesk {', 'GRAPHQL_PARSE_FAILED'],
      ['a mutation', 'mutation { x }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'too many fields',
        `subscription { helpdesk { ${Array.from({ length: 21 }, (_, i) => `t${i}: tickets { totals { count } }`).join(' ')} } }`,
        'QUERY_TOO_COMPLEX',
      ],
      [
        'an argument that is too deep',
        `subscription { helpdesk { tickets(where: ${'{ not: '.repeat(40)}{}${' }'.repeat(40)}) { totals { count } } } }`,
        'QUERY_TOO_COMPLEX',
      ],
    ])('as a query is: %s', async (_name, query, code) => {
      const stream = await ask(query);
      expect((await stream.next()).errors![0]!.extensions.code).toBe(code);
      await stream.ended;
    });

    test('where its variables do not fit, or are too deep', async () => {
      const query =
        'subscription ($where: TicketsFilter!) { helpdesk { tickets(where: $where) { totals { count } } } }';
      const missing = await ask(query);
      expect((await missing.next()).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('"$where"') as string },
      ]);
      let where = {};
      for (let depth = 0; depth < 40; depth++) where = { not: where };
      const deep = await ask(query, { variables: { where } });
      expect((await deep.next()).errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
      await Promise.all([missing.ended, deep.ended]);
    });
  });

  test('comes at once, and again after each commit of another connection', async () => {
    const stream = await ask(COUNT_OPEN);
    expect(await count(stream)).toBe(0);
    await writer.query(insertTickets(TENANT, 3));
    expect(await count(stream)).toBe(3);
    await writer.query(
      `update helpdesk.tickets set status = 'closed' where id = (select min(id::text)::uuid from helpdesk.tickets)`,
    );
    expect(await count(stream)).toBe(2);
    await writer.query('delete from helpdesk.tickets');
    expect(await count(stream)).toBe(0);
    expect(stream.received).toBe(4);
  });

  test('comes after the commit, not before, and never after a rollback', async () => {
    const stream = await ask(COUNT);
    expect(await count(stream)).toBe(0);
    await writer.query('begin');
    await writer.query(insertTickets(TENANT, 5));
    await writer.query('rollback');
    await writer.query(insertTickets(TENANT, 1));
    expect(await count(stream)).toBe(1);
    expect(stream.received).toBe(2);
  });

  test('does not come again while nothing changes, nor after a change that is none to it', async () => {
    const stream = await ask(COUNT_OPEN);
    const witness = await ask(COUNT);
    expect([await count(stream), await count(witness)]).toEqual([0, 0]);
    await writer.query(insertTickets(TENANT, 1, 'closed'));
    expect(await count(witness)).toBe(1);
    await writer.query(insertTickets(TENANT, 1, 'open'));
    expect([await count(stream), await count(witness)]).toEqual([1, 2]);
    expect(stream.received).toBe(2);
  });

  test("does not come for another tenant's change, and never holds its data", async () => {
    const [ours, theirs] = [await ask(COUNT), await ask(COUNT, { tenantId: OTHER_TENANT })];
    expect([await count(ours), await count(theirs)]).toEqual([0, 0]);
    await writer.query(insertTickets(OTHER_TENANT, 7));
    expect(await count(theirs)).toBe(7);
    await writer.query(insertTickets(TENANT, 2));
    expect(await count(ours)).toBe(2);
    expect([ours.received, theirs.received]).toEqual([2, 2]);
  });

  test('comes for what was moved to the tenant from another', async () => {
    await writer.query(insertTickets(OTHER_TENANT, 2));
    const [ours, theirs] = [await ask(COUNT), await ask(COUNT, { tenantId: OTHER_TENANT })];
    expect([await count(ours), await count(theirs)]).toEqual([0, 2]);
    await writer.query(`update helpdesk.tickets set tenant_id = '${TENANT}'`);
    expect([await count(ours), await count(theirs)]).toEqual([2, 0]);
  });

  test('is the one of a query, word for word', async () => {
    await writer.query(insertTickets(TENANT, 4));
    const selection =
      'helpdesk { tickets { rows { day: createdAt(grain: DAY) channel count agent { name } } totals { count } freshness { pendingChanges } } other: tickets(limit: 1) { rows { status count } } }';
    const asked = await live.gateway.ask(`{ ${selection} }`, { tenantId: TENANT });
    const stream = await ask<object>(`subscription { ${selection} }`);
    expect((await stream.next()).data).toEqual(asked.data);
  });

  test('does not come again because its freshness has a new instant', async () => {
    const stream = await ask<Counted>(
      'subscription { helpdesk { tickets(where: { status: { eq: OPEN } }) { totals { count } freshness { asOf } } } }',
    );
    const witness = await ask(COUNT);
    expect([await count(stream), await count(witness)]).toEqual([0, 0]);
    await writer.query(insertTickets(TENANT, 1, 'closed'));
    expect(await count(witness)).toBe(1);
    await writer.query(insertTickets(TENANT, 1));
    expect(await count(stream)).toBe(1);
    expect(stream.received).toBe(2);
  });

  test('answers a query once, records too, and ends', async () => {
    await writer.query(insertTickets(TENANT, 1));
    const stream = await ask<object>(
      'query { helpdesk { tickets { totals { count } } ticketRecords { nodes { subject } } } }',
    );
    expect((await stream.next()).data).toEqual({
      helpdesk: { tickets: { totals: { count: 1 } }, ticketRecords: { nodes: [{ subject: 'Live' }] } },
    });
    await stream.ended;
    expect(stream.received).toBe(1);
  });

  test('says where it came from, as that of a query does', async () => {
    const stream = await ask(COUNT);
    expect((await stream.next()).extensions).toMatchObject({
      sluice: { dataVersion: expect.any(String) as string },
    });
  });

  test('takes the operation that is named', async () => {
    const stream = await ask(`query A { __typename } ${COUNT.replace('subscription', 'subscription B')}`, {
      operationName: 'B',
    });
    expect(await count(stream)).toBe(0);
    await writer.query(insertTickets(TENANT, 1));
    expect(await count(stream)).toBe(1);
  });

  test('leaves no word of it in the log as a fault of ours', () => {
    expect(live.gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
