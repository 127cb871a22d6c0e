import { parse, validate, type GraphQLError } from 'graphql';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import type { AnswerOriginNote } from '../../../src/analytics/execution/operation-answerer.js';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import { RollupStates } from '../../../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../../../src/analytics/planner/zone-catalogue.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { onlyAnalytics } from '../../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import { SCOPES, type Scope } from '../../../src/tenancy/scope.js';
import { createFilledDatabase, type TestDatabase } from '../../setup/test-database.js';
import type { TestServer } from '../../setup/test-servers.js';
import { WITHOUT_CACHE } from './without-cache.js';

export const TENANT = '0000000a-0000-4000-8000-000000000000';
export const OTHER_TENANT = '0000000b-0000-4000-8000-000000000000';
export const EMPTY_TENANT = '0000000c-0000-4000-8000-000000000000';

/** The instant that all questions of the tests are asked at. */
export const NOW = new Date('2025-11-20T10:20:30.456Z');

export interface AskOptions {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly data: Record<string, never> | null | undefined;
  readonly errors: readonly GraphQLError[];
  /** The response body's `data` as text. */
  readonly text: string;
  /** Where the answer came from; undefined where nothing was asked of the data. */
  readonly sluice: AnswerOriginNote | undefined;
}

/** The executor in front of a database, as the gateway's role. */
export interface TestGateway {
  readonly gateway: GatewayDatabase;
  readonly execute: Executor;
  readonly zones: ZoneCatalogue;
  readonly states: RollupStates;
  close(): Promise<void>;
}

/** A migrated database with tickets of two tenants, and the executor in front of it. */
export interface TicketsFixture extends TestGateway {
  readonly database: TestDatabase;
  ask(source: string, options?: AskOptions): Promise<Answer>;
}

const schema = createSluiceSchema();

/**
 * 6,000 tickets from January 2024 to November 2025, with everything that is easily got wrong: nulls in every dimension, instants on and
 * around bucket boundaries, the days on which clocks change. The same each time.
 */
export async function createTicketsFixture(server?: TestServer): Promise<TicketsFixture> {
  const database = await createFilledDatabase('tickets', fill, server);
  const opened = await openGateway(database);
  return { ...opened, database, ask: (source, options) => askAs(opened, source, options) };
}

/** Opens the engine on a database whose rollups are as they are now. */
export async function openGateway(database: TestDatabase): Promise<TestGateway> {
  const gateway = new GatewayDatabase({
    url: database.gatewayUrl,
    maxConnections: 2,
    statementTimeoutMs: 30_000,
  });
  const states = new RollupStates(gateway);
  await states.load();
  const zones = new ZoneCatalogue(gateway);
  const execute = createExecutor({ schema, states, zones, ...WITHOUT_CACHE });
  return { gateway, states, zones, execute, close: () => gateway.close() };
}

/** Validates and executes one operation as a principal of the tenant with all scopes, or with those given. */
export async function askAs(
  { execute, gateway }: Pick<TestGateway, 'execute' | 'gateway'>,
  source: string,
  options: AskOptions = {},
): Promise<Answer> {
  const document = parse(source);
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { data: null, errors: invalid, text: 'null', sluice: undefined };
  const result = await execute({
    document,
    operationName: options.operationName,
    variables: options.variables,
    contextValue: {
      principal: {
        tenantId: options.tenantId ?? TENANT,
        subject: 'test',
        scopes: new Set(options.scopes ?? SCOPES),
        expiresAtMs: null,
        tokenId: null,
      },
      database: gateway,
      databases: onlyAnalytics(gateway),
      signal: options.signal ?? new AbortController().signal,
      requestId: 'test',
      now: NOW,
    },
  });
  const body = stringifyResult({ data: result.data });
  const { data } = JSON.parse(body) as { data: Answer['data'] };
  return { data, errors: result.errors ?? [], text: body, sluice: result.extensions?.sluice };
}

async function fill(database: TestDatabase): Promise<void> {
  await database.asAdmin(
    `insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours'), ('${OTHER_TENANT}', 'Theirs'), ('${EMPTY_TENANT}', 'Nobody''s')`,
  );
  for (const tenant of [TENANT, OTHER_TENANT]) {
    await database.asAdmin(
      `insert into helpdesk.users (tenant_id, id, name, email, role)
       select '${tenant}', md5('${tenant}' || n)::uuid, 'Agent ' || n, 'agent' || n || '@example.com', 'agent' from generate_series(1, 8) n`,
    );
  }
  await insertTickets(database, TENANT, 4_500, 0.42);
  await insertTickets(database, OTHER_TENANT, 1_500, 0.21);
  await refresh(database);
}

/** Brings the rollups up to date, and the planner's statistics. */
export async function refresh(database: TestDatabase): Promise<void> {
  await database.asMaintainer(null, 'select * from helpdesk.refresh_dashboard_views()');
  await database.asAdmin('analyze');
}

async function insertTickets(
  database: TestDatabase,
  tenant: string,
  rows: number,
  seed: number,
): Promise<void> {
  await database.asAdmin(`
    select setseed(${seed});
    insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, priority, channel, category, agent_group,
      agent_id, customer_id, first_responded_at, resolved_at, sla_breached, satisfaction_score)
    select '${tenant}', md5('${tenant} ticket ' || n)::uuid, c, c, 'Ticket ' || n, status, priority, channel, category, agent_group,
      case when r1 < 0.8 then md5('${tenant}' || (1 + floor(r2 * 8))::int)::uuid end,
      case when r3 < 0.9 then md5('customer ' || (1 + floor(r4 * 40))::int)::uuid end,
      case when r5 < 0.7 then c + r1 * interval '30 hours' end,
      case when status in ('resolved', 'closed') then c + r2 * interval '400 hours' end,
      case when r3 < 0.85 then r4 < 0.3 end,
      case when r5 < 0.5 then 1 + floor(r1 * 5)::int end
    from (
      select n,
        case
          when n % 10 = 0 then date_trunc('hour', t)
          when n % 10 = 1 then date_trunc('day', t, 'UTC') - (n % 3) * interval '1 microsecond'
          when n % 10 = 2 then timestamptz '2025-03-30 00:30:00Z' + (n % 7) * interval '20 minutes'
          when n % 10 = 3 then timestamptz '2025-10-26 00:10:00Z' + (n % 7) * interval '25 minutes'
          when n % 10 = 4 then date_trunc('day', t, 'Europe/Berlin')
          else t
        end as c,
        (array['new', 'open', 'pending', 'resolved', 'closed', 'cancelled'])[1 + floor(random() * 6)::int] as status,
        (array['low', 'medium', 'high', 'urgent', null])[1 + floor(random() * 5)::int] as priority,
        (array['email', 'phone', 'chat', 'web'])[1 + floor(random() * 4)::int] as channel,
        (array['Billing', 'a "quoted" one', 'Zürich \\ Ünïcode', null])[1 + floor(random() * 4)::int] as category,
        (array['first line', 'second line', null])[1 + floor(random() * 3)::int] as agent_group,
        random() as r1, random() as r2, random() as r3, random() as r4, random() as r5
      from (select n, timestamptz '2024-01-05Z' + random() * interval '680 days' as t from generate_series(1, ${rows}) n) a
    ) b`);
}
