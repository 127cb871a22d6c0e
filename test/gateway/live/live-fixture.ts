import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../setup/test-database.js';
import type { TestServer } from '../../setup/test-servers.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../../support/gateway-fixture.js';
import {
  LiveSocket,
  streamEvents,
  type LiveOperationOptions,
  type LiveStream,
} from '../../support/live-client.js';

export const TENANT = '0000000a-0000-4000-8000-000000000000';
export const OTHER_TENANT = '0000000b-0000-4000-8000-000000000000';

export const COUNT = 'subscription { helpdesk { tickets { totals { count } } } }';
export const COUNT_OPEN =
  'subscription { helpdesk { tickets(where: { status: { eq: OPEN } }) { totals { count } } } }';

export interface Counted {
  readonly helpdesk: { readonly tickets: { readonly totals: { readonly count: number } } | null };
}

export const TRANSPORTS = ['WebSocket', 'server-sent events'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Two tenants without tickets, and a gateway in front of them. */
export interface LiveFixture {
  readonly database: TestDatabase;
  readonly gateway: GatewayFixture;
  /** Asks by one transport, each operation over a connection of its own. */
  ask<Data = Counted>(
    transport: Transport,
    query: string,
    options?: LiveOperationOptions & TokenOptions,
  ): Promise<LiveStream<Data>>;
  connect(options?: TokenOptions): Promise<LiveSocket>;
  /** A figure of `/metrics`, all its labels together, or those that `labels` says. */
  metric(name: string, labels?: string): Promise<number>;
  /** Until a figure of `/metrics` is as expected. */
  untilMetric(name: string, expected: number, labels?: string): Promise<void>;
  close(): Promise<void>;
}

export async function createLiveFixture(
  environment: Record<string, string> = {},
  server?: TestServer,
): Promise<LiveFixture> {
  const database = await createTestDatabase(server);
  await database.asOwner(
    `insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours'), ('${OTHER_TENANT}', 'Theirs')`,
  );
  return { ...liveFixtureOf(database, await startTestGateway(database.gatewayUrl, environment)) };
}

/** The same in front of a gateway that runs already. */
export function liveFixtureOf(database: TestDatabase, gateway: GatewayFixture): LiveFixture {
  const authorize = ({ tenantId = TENANT, scopes, lifetimeSeconds }: TokenOptions): Promise<string> =>
    gateway.authorization({
      tenantId,
      ...(scopes === undefined ? {} : { scopes }),
      ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
    });
  const connect = async (options: TokenOptions = {}): Promise<LiveSocket> =>
    LiveSocket.connect(gateway.graphqlUrl, await authorize(options));
  const metric = async (name: string, labels = ''): Promise<number> => {
    const text = await (await fetch(new URL('metrics', gateway.url))).text();
    return text
      .split('\n')
      .filter((line) => new RegExp(`^${name}(\\{|\\s)`).test(line) && line.includes(labels))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return {
    database,
    gateway,
    connect,
    metric,
    ask: async <Data>(
      transport: Transport,
      query: string,
      options: LiveOperationOptions & TokenOptions = {},
    ): Promise<LiveStream<Data>> => {
      const { variables, operationName, ...asking } = options;
      const operation = {
        ...(variables === undefined ? {} : { variables }),
        ...(operationName === undefined ? {} : { operationName }),
      };
      if (transport === 'server-sent events') {
        return streamEvents(gateway.graphqlUrl, { authorization: await authorize(asking) }, query, operation);
      }
      return (await connect(asking)).subscribeAlone<Data>(query, operation);
    },
    untilMetric: async (name, expected, labels) => {
      while ((await metric(name, labels)) !== expected) await sleep(10);
    },
    close: () => gateway.close(),
  };
}

/** Inserts tickets of a tenant that were raised now. */
export function insertTickets(tenantId: string, count = 1, status = 'open'): string {
  return `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
          select '${tenantId}', gen_random_uuid(), now(), now(), 'Live', '${status}', 'web' from generate_series(1, ${count});`;
}

/** The count that a result holds. */
export async function count(stream: LiveStream<Counted>): Promise<number> {
  const { data, errors } = await stream.next();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data!.helpdesk.tickets!.totals.count;
}
