import { parse } from 'graphql';
import { createExecutor, type Executor } from '../src/analytics/execution/create-executor.js';
import { stringifyResult } from '../src/analytics/execution/raw-data.js';
import { RollupStates } from '../src/analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../src/analytics/planner/zone-catalogue.js';
import { createSluiceSchema } from '../src/domains/schema.js';
import { GatewayDatabase } from '../src/tenancy/gateway-database.js';
import type { BenchDatabase } from './support/bench-database.js';
import { spread } from './support/statistics.js';
import { WITHOUT_CACHE } from '../test/analytics/support/without-cache.js';

const QUESTIONS: Readonly<Record<string, string>> = {
  'per day and channel, 30 whole days': `{ helpdesk { tickets(where: { createdAt: { since: "$30", until: "$0" } }) { rows { createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore } } } }`,
  'per day and channel, 30 days to the second': `{ helpdesk { tickets(where: { createdAt: { last: "P30D" } }) { rows { createdAt(grain: DAY) channel count avgResolutionHours } } } }`,
  'per month and channel, in Berlin, all time': `{ helpdesk { tickets(timezone: "Europe/Berlin") { rows { createdAt(grain: MONTH) channel count avgResolutionHours } } } }`,
  'totals, all time': `{ helpdesk { tickets { totals { count avgResolutionHours slaBreachRate } } } }`,
};

const DAY_MS = 86_400_000;

/** How much faster a question is answered from the rollup that the planner picks than from the base table: the same request, in turn. */
export async function rollupAgainstTable(database: BenchDatabase, runs: number): Promise<void> {
  const gateway = new GatewayDatabase({
    url: database.gatewayUrl,
    maxConnections: 2,
    statementTimeoutMs: 60_000,
  });
  try {
    const states = new RollupStates(gateway);
    await states.load();
    const zones = new ZoneCatalogue(gateway);
    const schema = createSluiceSchema();
    const withRollups = createExecutor({ schema, zones, states, ...WITHOUT_CACHE });
    const withoutRollups = createExecutor({
      schema,
      zones,
      states: { current: () => new Map(), load: () => Promise.resolve() },
      ...WITHOUT_CACHE,
    });
    process.stdout.write(
      `Rollup against base table, ${runs} runs each, in turn: times faster, median (least to greatest)\n`,
    );
    for (const [title, template] of Object.entries(QUESTIONS)) {
      const source = template.replace(/\$(\d+)/g, (_, days: string) => daysAgo(Number(days)));
      for (const [size, tenant] of [
        ['largest', database.largest],
        ['median', database.median],
      ] as const) {
        const ask = (execute: Executor): Promise<number> => timed(execute, gateway, tenant.id, source);
        await ask(withRollups);
        await ask(withoutRollups);
        const ratios: number[] = [];
        const rollupMs: number[] = [];
        for (let run = 0; run < runs; run++) {
          const fast = await ask(withRollups);
          ratios.push((await ask(withoutRollups)) / fast);
          rollupMs.push(fast);
        }
        const { median, least, greatest } = spread(ratios);
        process.stdout.write(
          `  ${title.padEnd(44)} ${size.padEnd(8)} ${median.toFixed(1).padStart(6)}  (${least.toFixed(1)} to ${greatest.toFixed(1)}), rollup ${spread(rollupMs).median.toFixed(1)} ms\n`,
        );
      }
    }
  } finally {
    await gateway.close();
  }
}

async function timed(
  execute: Executor,
  database: GatewayDatabase,
  tenantId: string,
  source: string,
): Promise<number> {
  const document = parse(source);
  const startedAt = performance.now();
  const result = await execute({
    document,
    contextValue: {
      principal: { tenantId, subject: 'bench', scopes: new Set(['helpdesk:read']), expiresAtMs: null },
      database,
      signal: new AbortController().signal,
      requestId: 'bench',
      now: new Date(),
    },
  });
  stringifyResult(result);
  if (result.errors?.[0] !== undefined) throw result.errors[0] as Error;
  return performance.now() - startedAt;
}

function daysAgo(days: number): string {
  return new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS).toISOString();
}
