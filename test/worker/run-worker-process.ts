import { pino } from 'pino';
import { readEnvironment } from '../../src/config/environment.js';
import { outreachUrls } from '../../src/worker/outreach-databases.js';
import { startWorker } from '../../src/worker/start-worker.js';

/** A worker as a process of its own that a test may kill. Its lease is short, so that the test need not wait for long. */
const settings = readEnvironment();
await startWorker({
  maintainerUrl: settings.database.maintainerUrl!,
  outreach: outreachUrls(settings.outreach),
  settings: settings.worker,
  log: pino({ level: 'warn' }, pino.destination(2)),
  leaseSeconds: 2,
});
process.stdout.write('started\n');
