import { parse } from 'graphql';
import type { BenchDatabase } from './support/bench-database.js';
import { openBenchExecutor, type BenchExecutor } from './support/bench-executor.js';
import { spread } from './support/statistics.js';

const QUESTIONS: Readonly<Record<string, string>> = {
  'per day and channel, 30 whole days': `{ helpdesk { tickets(where: { createdAt: { since: "$30", until: "$0" } }) { rows { createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore } } } }`,
  'per day and channel, 30 days to the second': `{ helpdesk { tickets(where: { createdAt: { last: "P30D" } }) { rows { createdAt(grain: DAY) channel count avgResolutionHours } } } }`,
  'per month and channel, in Berlin, all time': `{ helpdesk { tickets(timezone: "Europe/Berlin") { rows { createdAt(grain: MONTH) channel count avgResolutionHours } } } }`,
  'totals, all time': `{ helpdesk { tickets { totals { count avgResolutionHours slaBreachRate } } } }`,
};

const DAY_MS = 86_400_000;

/** How much faster a question is answered from the rollup that the planner picks than from the base table: the same request, in turn. */
export async function rollupAgainstTable(database: BenchDatabase, runs: number): Promise<void> {
  const { gatewayUrl } = database;
  const withRollups = await openBenchExecutor({ gatewayUrl, maxConnections: 1 });
  const withoutRollups = await openBenchExecutor({ gatewayUrl, maxConnections: 1, usesRollups: false });
  try {
    process.stdout.write(
      `Rollup against base table, ${runs} runs each, in turn: times faster, median (least to greatest)\n`,
    );
    for (const [title, template] of Object.entries(QUESTIONS)) {
      const source = template.replace(/\$(\d+)/g, (_, days: string) => daysAgo(Number(days)));
      for (const [size, tenant] of [
        ['largest', database.largest],
        ['median', database.median],
      ] as const) {
        const ask = (executor: BenchExecutor): Promise<number> => timed(executor, tenant.id, source);
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
    await withRollups.close();
    await withoutRollups.close();
  }
}

async function timed({ ask }: BenchExecutor, tenantId: string, source: string): Promise<number> {
  const document = parse(source);
  const startedAt = performance.now();
  await ask(tenantId, document);
  return performance.now() - startedAt;
}

function daysAgo(days: number): string {
  return new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS).toISOString();
}
