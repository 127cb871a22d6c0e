import { parseArgs } from 'node:util';
import { cachedThroughput } from './cached-throughput.js';
import { commitToMessage } from './commit-to-message.js';
import { dashboardThroughput } from './dashboard-throughput.js';
import { layers } from './layers.js';
import { rollupAgainstTable } from './rollup-against-table.js';
import { roundTrips } from './round-trips.js';
import { search } from './search.js';
import { openBenchDatabase } from './support/bench-database.js';
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

const database = await openBenchDatabase(Number(values.tickets), Number(values.tenants), values.folder);
const benchmarks: Readonly<Record<string, () => Promise<void>>> = {
  dashboard: () => dashboardThroughput(database, Number(values.rounds), Number(values.seconds) * 1_000),
  cache: () => cachedThroughput(database, Number(values.rounds), Number(values.seconds) * 1_000),
  rollup: () => rollupAgainstTable(database, Number(values.rounds) * 3),
  writes: () => writeOverhead(database, Number(values.rounds)),
  layers: () => layers(database, Math.ceil(Number(values.rounds) / 3), Number(values.seconds) * 1_000),
  live: () => commitToMessage(database, Number(values.rounds) * 10),
  search: () => search(database, Number(values.rounds) * 2),
  'round-trips': () => roundTrips(database),
};
try {
  for (const [name, run] of Object.entries(benchmarks)) {
    if (values.only === undefined || values.only === name) await run();
  }
} finally {
  await database.stop();
}
