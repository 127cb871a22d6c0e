import { Command, InvalidArgumentError } from 'commander';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import { untilInterrupted } from './until-interrupted.js';

interface ServeCommandOptions {
  readonly port?: number;
  readonly host?: string;
  readonly json?: true;
}

const HELP = `
Connects with DATABASE_URL, the URL that "sluice migrate" printed for sluice_gateway,
and with OLTP_DATABASE_URL, CONTENT_DATABASE_URL and QUEUE_DATABASE_URL where they are
set. Before it listens it looks for holes in tenant isolation in each, as "sluice doctor"
does, and refuses to serve with one. Tokens are JWTs (SLUICE_JWT_SECRET or
SLUICE_JWKS_URL) and those that "sluice token create" makes. The log is JSON lines on
standard error.

The partitions of the coming months are made by the way. Rollups are kept fresh by
"sluice worker", a process of its own; the log warns when none seems to run.

SIGTERM and Ctrl-C let running requests end and stop; a second one stops at once.

Examples:
  $ DATABASE_URL=postgresql://sluice_gateway:…@localhost/analytics sluice serve
  $ sluice serve --host 0.0.0.0 --port 8080
  $ sluice serve --port 0 --json | jq -r .graphqlUrl

Exit status: 0 after SIGTERM or Ctrl-C, 1 when it could not start.`;

const MAX_PORT = 65_535;

/** `sluice serve`: the gateway, until it is told to stop. */
export function createServeCommand(): Command {
  return new Command('serve')
    .summary('serve GraphQL and the playground')
    .description('Serve the GraphQL endpoint and the playground.')
    .option(
      '-p, --port <number>',
      'where to listen; 0 for any free port (default: PORT, else 4000)',
      readPort,
    )
    .option('--host <address>', 'on which address (default: SLUICE_HOST, else 127.0.0.1)')
    .option('--json', 'print the URLs as one JSON object')
    .addHelpText('after', HELP)
    .action(runServe);
}

function readPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > MAX_PORT) {
    throw new InvalidArgumentError(`A port is a whole number from 0 to ${MAX_PORT}.`);
  }
  return port;
}

async function runServe(options: ServeCommandOptions): Promise<void> {
  const settings = withOptions(readEnvironment(), options);
  const [{ createLog }, { startGateway }, { startMaintenance }] = await Promise.all([
    import('../gateway/create-log.js'),
    import('../gateway/start-gateway.js'),
    import('../maintenance/start-maintenance.js'),
  ]);
  const log = createLog(settings.logLevel);
  if (settings.jwt.secret === null && settings.jwt.jwksUrl === null) {
    log.warn('JWTs are refused: set SLUICE_JWT_SECRET or SLUICE_JWKS_URL to accept them.');
  }
  const gateway = await startGateway({ settings, log });
  // Whoever reads the URLs may already send a signal.
  const interrupted = untilInterrupted();
  const { url, graphqlUrl } = gateway;
  process.stdout.write(
    options.json ? `${JSON.stringify({ url, graphqlUrl })}\n` : `${describe(settings, url, graphqlUrl)}\n`,
  );
  const maintenance = startMaintenance({ gatewayUrl: settings.database.gatewayUrl!, log });
  await interrupted;
  await Promise.all([gateway.close(), maintenance.stop()]);
}

function withOptions(settings: Settings, { host, port }: ServeCommandOptions): Settings {
  const { server } = settings;
  return { ...settings, server: { ...server, host: host ?? server.host, port: port ?? server.port } };
}

function describe(settings: Settings, url: string, graphqlUrl: string): string {
  const playground = settings.server.isPlaygroundEnabled ? [`  playground  ${url}`] : [];
  return ['Sluice is serving. Ctrl-C stops it.', ...playground, `  GraphQL     ${graphqlUrl}`].join('\n');
}
