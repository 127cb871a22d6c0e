import { parse, validate, type GraphQLError } from 'graphql';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import { RollupStates } from '../../../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../../../src/analytics/planner/zone-catalogue.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import type { Databases } from '../../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import { SCOPES, type Scope } from '../../../src/tenancy/scope.js';
import type { TestServer } from '../../setup/test-servers.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import { NotingDatabase } from '../../references/outreach-fixture.js';
import { preferRollups } from '../../analytics/support/prefer-rollups.js';
import { WITHOUT_CACHE } from '../../analytics/support/without-cache.js';

export interface AskOptions {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly variables?: Record<string, unknown>;
  /** In place of the fixture's own doors. */
  readonly databases?: Partial<Databases>;
}

export interface Answer<Data> {
  readonly data: Data | null;
  readonly errors: readonly GraphQLError[];
}

/** The executor in front of four databases, as the gateway's role. */
export interface OutreachFixture {
  readonly databases: OutreachDatabases;
  readonly doors: Readonly<Record<keyof Databases, NotingDatabase>>;
  readonly states: RollupStates;
  ask<Data = Record<string, never>>(source: string, options?: AskOptions): Promise<Answer<Data>>;
  close(): Promise<void>;
}

const schema = createSluiceSchema();

export async function createOutreachFixture(server?: TestServer): Promise<OutreachFixture> {
  const databases = await createOutreachDatabases(server);
  const doors = {
    analytics: new NotingDatabase(databases.analytics.gatewayUrl),
    oltp: new NotingDatabase(databases.oltp.gatewayUrl),
    content: new NotingDatabase(databases.content.gatewayUrl),
    queue: new NotingDatabase(databases.queue.gatewayUrl),
  };
  const states = new RollupStates(doors.analytics);
  await states.load();
  const execute = createExecutor({
    schema,
    zones: new ZoneCatalogue(doors.analytics),
    states: preferRollups(states),
    ...WITHOUT_CACHE,
  });
  return {
    databases,
    doors,
    states,
    ask: (source, options) => askThrough(execute, { ...doors, ...options?.databases }, source, options ?? {}),
    close: async () => {
      await Promise.all(Object.values(doors).map((door) => door.close()));
    },
  };
}

/** A door to a server that is not there. */
export function closedDoor(): GatewayDatabase {
  return new GatewayDatabase({
    url: 'postgres://sluice_gateway@127.0.0.1:1/nowhere',
    maxConnections: 1,
    statementTimeoutMs: 1_000,
  });
}

/** The code of each error with the path of its field. */
export function errorCodes(errors: readonly GraphQLError[]): readonly string[] {
  return errors.map(
    ({ path, originalError }) =>
      `${(path ?? []).join('.')}: ${String((originalError as { code?: string } | undefined)?.code)}`,
  );
}

async function askThrough<Data>(
  execute: Executor,
  databases: Databases,
  source: string,
  { tenantId = OUTREACH_TENANT.id, scopes = SCOPES, variables }: AskOptions,
): Promise<Answer<Data>> {
  const document = parse(source);
  const invalid = validate(schema, document);
  if (invalid.length > 0) throw invalid[0]!;
  const { data, errors = [] } = await execute({
    document,
    ...(variables === undefined ? {} : { variables }),
    contextValue: {
      principal: { tenantId, subject: 'test', scopes: new Set(scopes), expiresAtMs: null, tokenId: null },
      database: databases.analytics,
      databases,
      signal: new AbortController().signal,
      requestId: 'test',
      now: new Date(),
    },
  });
  return { data: (JSON.parse(stringifyResult({ data })) as { data: Data | null }).data, errors };
}
