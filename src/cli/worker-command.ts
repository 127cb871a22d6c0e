import { Command } from 'commander';
import { readEnvironment } from '../config/environment.js';
import { abortOnInterrupt } from './abort-on-interrupt.js';
import { describeRollups } from './describe-rollups.js';
import { maintainerUrl } from './maintainer-url.js';
import { untilInterrupted } from './until-interrupted.js';

interface WorkerCommandOptions {
  readonly once?: true;
  readonly json?: true;
}

const HELP = `
Connects with MAINTAINER_DATABASE_URL. Rollups answer exactly without a worker too, but
ever more of each answer comes from the base tables. The worker folds what has changed
into each rollup before it is older than its lag target (5 s, "sluice rollups"), refreshes
views in full when enough has changed and at night, makes partitions and prunes the change
log. With OLTP_, CONTENT_ and QUEUE_MAINTAINER_DATABASE_URL it also moves what was written
there to the figures, and tends queue and messages. Run one beside the gateways, or several: they share the work, and take over from one
that dies. "sluice demo" has one inside. The log is JSON lines on standard error.

SIGTERM and Ctrl-C cancel what runs, which another worker takes up; a second one stops at
once. docs/operations.md says more.

Examples:
  $ MAINTAINER_DATABASE_URL=postgresql://sluice_maintainer:…@localhost/analytics sluice worker
  $ sluice worker --once                # fold what is pending and end: for a cron job of your own
  $ sluice rollups                      # how each rollup stands

Exit status: 0 after SIGTERM or Ctrl-C, or when --once is done; 1 on any error.`;

/** `sluice worker`: keeps the rollups close behind their tables, until it is told to stop. */
export function createWorkerCommand(): Command {
  return new Command('worker')
    .summary('keep the rollups fresh')
    .description('Fold and refresh the rollups, make partitions and prune the change log, when it is due.')
    .option('--once', 'do what is due now, print how the rollups stand, and end')
    .option('--json', 'with --once, print a JSON array')
    .addHelpText('after', HELP)
    .action((options: WorkerCommandOptions) => (options.once ? runWorkerOnce(options) : runWorker()));
}

async function runWorker(): Promise<void> {
  const settings = readEnvironment();
  const url = maintainerUrl(settings);
  const [{ createLog }, { outreachUrls }, { startWorker }] = await Promise.all([
    import('../gateway/create-log.js'),
    import('../worker/outreach-databases.js'),
    import('../worker/start-worker.js'),
  ]);
  const worker = await startWorker({
    maintainerUrl: url,
    outreach: outreachUrls(settings.outreach),
    settings: settings.worker,
    log: createLog(settings.logLevel),
  });
  const interrupted = untilInterrupted();
  process.stdout.write('The worker is at work. Ctrl-C stops it.\n');
  await interrupted;
  await worker.stop();
}

async function runWorkerOnce({ json }: WorkerCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const url = maintainerUrl(settings);
  const [{ outreachUrls }, { runOnce }] = await Promise.all([
    import('../worker/outreach-databases.js'),
    import('../worker/run-once.js'),
  ]);
  const rollups = await runOnce({
    maintainerUrl: url,
    outreach: outreachUrls(settings.outreach),
    settings: settings.worker,
    signal: abortOnInterrupt(),
  });
  process.stdout.write(`${json ? JSON.stringify(rollups, null, 2) : describeRollups(rollups, new Date())}\n`);
}
