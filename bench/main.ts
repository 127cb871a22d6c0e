import { parseArgs } from 'node:util';
import { cachedThroughput } from './cached-throughput.js';
import { commitToMessage } from './commit-to-message.js';
import { content } from './content.js';
import { dashboardThroughput } from './dashboard-throughput.js';
import { layers } from './layers.js';
import { queueThroughput } from './queue-throughput.js';
import { references } from './references.js';
import { rollupAgainstTable } from './rollup-against-table.js';
import { roundTrips } from './round-trips.js';
import { search } from './search.js';
import { openBenchDatabase, type BenchDatabase } from './support/bench-database.js';
import { openOutreachBench, type OutreachBench } from './support/bench-outreach.js';
import { writeOverhead } from './write-overhead.js';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    tenants: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' },
    folder: { type: 'string', default: '.sluice/bench' },
  },
});

type Bench<Databases> = Readonly<Record<string, (databases: Databases) => Promise<void>>>;

const rounds = Number(values.rounds);
const measuredMs = Number(values.seconds) * 1_000;

/** On a million tickets. */
const onTickets: Bench<BenchDatabase> = {
  dashboard: (database) => dashboardThroughput(database, rounds, measuredMs),
  cache: (database) => cachedThroughput(database, rounds, measuredMs),
  rollup: (database) => rollupAgainstTable(database, rounds * 3),
  writes: (database) => writeOverhead(database, rounds),
  layers: (database) => layers(database, Math.ceil(rounds / 3), measuredMs),
  live: (database) => commitToMessage(database, rounds * 10),
  search: (database) => search(database, rounds * 2),
  'round-trips': (database) => roundTrips(database),
};

/** On the four databases of outreach. */
const onOutreach: Bench<OutreachBench> = {
  queue: (databases) => queueThroughput(databases, Math.ceil(rounds / 2)),
  references: (databases) => references(databases, rounds),
  content: (databases) => content(databases, rounds),
};

/** Opens the databases only where one of these benchmarks is asked for. */
async function runAll<Databases extends { stop(): Promise<void> }>(
  benchmarks: Bench<Databases>,
  open: () => Promise<Databases>,
): Promise<void> {
  const asked = Object.entries(benchmarks).filter(([name]) => [undefined, name].includes(values.only));
  if (asked.length === 0) return;
  const databases = await open();
  try {
    for (const [, run] of asked) await run(databases);
  } finally {
    await databases.stop();
  }
}

await runAll(onTickets, () =>
  openBenchDatabase(Number(values.tickets), Number(values.tenants), values.folder),
);
await runAll(onOutreach, () => openOutreachBench(`${values.folder}-outreach`));
