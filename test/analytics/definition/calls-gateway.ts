import { parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, ObjectType, Query, Resolver } from 'type-graphql';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import { createExecutor } from '../../../src/analytics/execution/create-executor.js';
import { bindDatasets } from '../../../src/analytics/graphql/bind-datasets.js';
import { datasetField } from '../../../src/analytics/graphql/dataset-field.js';
import { RollupStates } from '../../../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../../../src/analytics/planner/zone-catalogue.js';
import { onlyAnalytics } from '../../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import type { TestDatabase } from '../../setup/test-database.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';
import { callsClass } from './calls-dataset.js';

/** The engine in front of a database with calls, `{ telephony { calls { … } } }`. */
export interface CallsGateway {
  /** @throws Error where the answer has errors. */
  ask(tenantId: string, source: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

let schema: GraphQLSchema | null = null;

/** Opens the engine on a database whose rollups are as they are now. */
export async function openCallsGateway(database: TestDatabase): Promise<CallsGateway> {
  schema ??= createCallsSchema();
  const gateway = new GatewayDatabase({
    url: database.gatewayUrl,
    maxConnections: 2,
    statementTimeoutMs: 30_000,
  });
  const states = new RollupStates(gateway);
  await states.load();
  const execute = createExecutor({ schema, states, zones: new ZoneCatalogue(gateway), ...WITHOUT_CACHE });
  return {
    close: () => gateway.close(),
    ask: async (tenantId, source) => {
      const { data, errors } = await execute({
        document: parse(source),
        operationName: undefined,
        variables: undefined,
        contextValue: {
          principal: {
            tenantId,
            subject: 'test',
            scopes: new Set(['helpdesk:read', 'explain']),
            expiresAtMs: null,
            tokenId: null,
          },
          database: gateway,
          databases: onlyAnalytics(gateway),
          signal: new AbortController().signal,
          requestId: 'test',
          now: new Date('2026-04-10T00:00:00Z'),
        },
      });
      if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
      return (JSON.parse(stringifyResult({ data })) as { data: Record<string, unknown> }).data;
    },
  };
}

function createCallsSchema(): GraphQLSchema {
  @ObjectType()
  class Telephony {}
  datasetField(Telephony, 'calls', callsClass());

  @Resolver()
  class TelephonyQuery {
    @Query(() => Telephony)
    telephony(): Telephony {
      return new Telephony();
    }
  }
  const made = buildSchemaSync({ resolvers: [TelephonyQuery], validate: false });
  bindDatasets(made);
  return made;
}
