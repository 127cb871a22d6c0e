import { constants } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { isRunByNpm, readEnvironment } from '../config/environment.js';
import type { DemoFile } from '../demo/demo-file.js';
import type { DemoOptions, RunningDemo } from '../demo/run-demo.js';
import { SluiceError } from '../errors/sluice-error.js';
import { createDemoProgressDisplay } from './demo-progress-display.js';
import { untilInterrupted } from './until-interrupted.js';

interface DemoCommandOptions {
  readonly port?: number;
  readonly real?: string;
  readonly folder: string;
  readonly reset?: true;
  readonly tickets?: number;
  readonly json?: true;
}

const DEFAULT_TICKETS = 200_000;
const MAX_TICKETS = 10_000_000;
const MAX_PORT = 65_535;
const SIGNAL_STATUS_BASE = 128;
/** Data that end this long ago make empty charts. */
const STALE_DAYS = 14;
const PARENT_POLL_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

const HELP = `
Needs nothing but Node: PostgreSQL comes with it, listens on this machine alone, and
stops with the demo. The first start fills it with two years of a dozen tenants'
tickets and a year of their outreach; further starts find them there. What is printed
stands in demo.json in the folder as well, readable by you alone: URLs, tokens, tenants.

SIGTERM and Ctrl-C stop everything; a second one stops at once.

Examples:
  $ sluice demo
  $ sluice demo --port 0 --json | jq -r .graphqlUrl
  $ sluice demo --real ../shared/data     # with Boston's 311 requests, a tenant per department
  $ sluice demo --reset --tickets 20000   # begin anew, smaller

Exit status: 0 after SIGTERM or Ctrl-C, 1 when it could not start or PostgreSQL died,
130 or 143 when it was stopped while it started.`;

/** `sluice demo`: PostgreSQL, data and gateway from one command, until it is told to stop. */
export function createDemoCommand(): Command {
  return new Command('demo')
    .summary('try it: an embedded PostgreSQL, filled and served')
    .description('Start an embedded PostgreSQL, fill it with a help desk and outreach, and serve it.')
    .option(
      '-p, --port <number>',
      'where to listen; 0 for any free port (default: PORT, else 4000)',
      readNumber(0, MAX_PORT),
    )
    .option('--real <folder>', "add Boston's 311 requests from the folder that holds boston_311_2015.csv.gz")
    .option('--folder <folder>', 'where data and secrets are kept', '.sluice')
    .option('--reset', 'throw away what is there and begin anew')
    .option(
      '--tickets <number>',
      'how many to generate at the first start (default: 200000)',
      readNumber(100, MAX_TICKETS),
    )
    .option('--json', 'print what demo.json holds instead of text')
    .addHelpText('after', HELP)
    .action(runDemoCommand);
}

function readNumber(minimum: number, maximum: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < minimum || number > maximum) {
      throw new InvalidArgumentError(`It is a whole number from ${minimum} to ${maximum}.`);
    }
    return number;
  };
}

async function runDemoCommand(options: DemoCommandOptions): Promise<void> {
  const interruption = untilInterrupted();
  // A terminal that is closed is an interruption as well.
  process.once('SIGHUP', interruptSelf);
  if (isRunByNpm()) interruptWithParent();
  const stopping = new AbortController();
  let signal: NodeJS.Signals | null = null;
  void interruption.then((received) => {
    signal = received;
    stopping.abort();
  });
  const display = createDemoProgressDisplay(process.stderr);
  let running: RunningDemo;
  try {
    running = await start(options, display.show, stopping.signal);
  } catch (error) {
    display.stop();
    if (signal === null) throw error;
    process.stderr.write('Stopped.\n');
    process.exitCode = SIGNAL_STATUS_BASE + constants.signals[signal];
    return;
  }
  display.stop();
  process.stdout.write(
    options.json ? `${JSON.stringify(running.demo, null, 2)}\n` : `${describe(running)}\n`,
  );
  for (const note of notesOn(running, options)) process.stderr.write(`${note}\n`);

  const hasCrashed = await Promise.race([
    interruption.then(() => false),
    running.databaseEnded.then(() => true),
  ]);
  if (!hasCrashed) process.stderr.write('Stopping …\n');
  await running.close();
  if (hasCrashed) {
    throw new SluiceError(
      'DATABASE_UNAVAILABLE',
      `PostgreSQL has ended by itself; ${options.folder}/postgres.log says why. Start the demo again to go on.`,
    );
  }
}

function interruptSelf(): void {
  process.kill(process.pid, 'SIGTERM');
}

/** `npm run demo` that is killed would leave the demo behind, and its port and folder taken. */
function interruptWithParent(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    interruptSelf();
  }, PARENT_POLL_MS);
  watch.unref();
}

async function start(
  options: DemoCommandOptions,
  onProgress: DemoOptions['onProgress'],
  signal: AbortSignal,
): Promise<RunningDemo> {
  const settings = readEnvironment();
  const [{ createLog }, { runDemo }] = await Promise.all([
    import('../gateway/create-log.js'),
    import('../demo/run-demo.js'),
  ]);
  return runDemo({
    settings: { ...settings, server: { ...settings.server, port: options.port ?? settings.server.port } },
    // In a terminal, what goes well is said once; SLUICE_LOG_LEVEL=debug shows all.
    log: createLog(settings.logLevel === 'info' ? 'warn' : settings.logLevel),
    folder: options.folder,
    tickets: options.tickets ?? DEFAULT_TICKETS,
    realDataFolder: options.real ?? null,
    isReset: options.reset ?? false,
    onProgress,
    signal,
  });
}

function notesOn({ content }: RunningDemo, { tickets }: DemoCommandOptions): string[] {
  const notes: string[] = [];
  if (tickets !== undefined && tickets !== content.tickets) {
    notes.push(
      `The ${content.tickets.toLocaleString('en')} tickets of an earlier start are kept; --reset makes new ones.`,
    );
  }
  if (Date.now() - content.filledAt.getTime() > STALE_DAYS * DAY_MS) {
    notes.push(
      `The tickets end on ${content.filledAt.toISOString().slice(0, 10)}; --reset makes new ones up to today.`,
    );
  }
  return notes;
}

function describe({ demo, file }: RunningDemo): string {
  const [first, second] = demo.tenants;
  const tickets = demo.tenants.reduce((sum, tenant) => sum + tenant.tickets, 0);
  return `
Sluice serves ${tickets.toLocaleString('en')} tickets of ${demo.tenants.length} tenants, and their outreach. Ctrl-C stops it.

  Playground  ${demo.url}
  GraphQL     ${demo.graphqlUrl}

Tokens, good for 30 days:

  bi        ${first?.name}: help desk and outreach, with explanations
  ${demo.tokens.bi}

  partner   ${(second ?? first)?.name}: help desk alone
  ${demo.tokens.partner}

  operator  ${first?.name}: everything
  ${demo.tokens.operator}

Try:

${curlLine(demo)}

The same, and connection URLs for psql, in ${file}`;
}

function curlLine({ graphqlUrl, tokens }: DemoFile): string {
  const query =
    '{ helpdesk { tickets(where: { createdAt: { last: \\"P30D\\" } }) { rows { channel count avgResolutionHours } totals { count } } } }';
  return `curl -s ${graphqlUrl} -H 'content-type: application/json' -H 'authorization: Bearer ${tokens.bi}' -d '{"query":"${query}"}'`;
}
