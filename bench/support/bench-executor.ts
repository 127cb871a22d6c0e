import type { DocumentNode } from 'graphql';
import { createExecutor } from '../../src/analytics/execution/create-executor.js';
import { stringifyResult } from '../../src/analytics/execution/raw-data.js';
import { RollupStates } from '../../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../../src/analytics/planner/zone-catalogue.js';
import { createSluiceSchema } from '../../src/domains/schema.js';
import { onlyAnalytics } from '../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { WITHOUT_CACHE } from '../../test/analytics/support/without-cache.js';

/** The gateway's executor without HTTP and without a cache, in this process. */
export interface BenchExecutor {
  /** Answers an operation for a tenant, down to the text of the response. @throws the first error of the response. */
  ask(tenantId: string, document: DocumentNode): Promise<string>;
  close(): Promise<void>;
}

export interface BenchExecutorOptions {
  readonly gatewayUrl: string;
  /** As many as the gateway has by default unless told. */
  readonly maxConnections?: number;
  /** False: as if no rollup had ever been refreshed. */
  readonly usesRollups?: boolean;
}

/** Opens one. */
export async function openBenchExecutor({
  gatewayUrl,
  maxConnections = 4,
  usesRollups = true,
}: BenchExecutorOptions): Promise<BenchExecutor> {
  const gateway = new GatewayDatabase({ url: gatewayUrl, maxConnections, statementTimeoutMs: 60_000 });
  const states = new RollupStates(gateway);
  await states.load();
  const execute = createExecutor({
    schema: createSluiceSchema(),
    zones: new ZoneCatalogue(gateway),
    states: usesRollups ? states : { current: () => new Map(), load: () => Promise.resolve() },
    ...WITHOUT_CACHE,
  });
  return {
    ask: async (tenantId, document) => {
      const result = await execute({
        document,
        contextValue: {
          principal: {
            tenantId,
            subject: 'bench',
            scopes: new Set(['helpdesk:read', 'records']),
            expiresAtMs: null,
            tokenId: null,
          },
          database: gateway,
          databases: onlyAnalytics(gateway),
          signal: new AbortController().signal,
          requestId: 'bench',
          now: new Date(),
        },
      });
      if (result.errors?.[0] !== undefined) throw result.errors[0] as Error;
      return stringifyResult(result);
    },
    close: () => gateway.close(),
  };
}
