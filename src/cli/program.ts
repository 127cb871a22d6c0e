import { readFile } from 'node:fs/promises';
import { Command } from 'commander';

/** Every command, in the order of the help. Each is a module of its own, loaded only when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo-command.js')).createDemoCommand(),
  migrate: async () => (await import('./migrate-command.js')).createMigrateCommand(),
  serve: async () => (await import('./serve-command.js')).createServeCommand(),
  worker: async () => (await import('./worker-command.js')).createWorkerCommand(),
  tenant: async () => (await import('./tenant-command.js')).createTenantCommand(),
  token: async () => (await import('./token-command.js')).createTokenCommand(),
  import: async () => (await import('./import-command.js')).createImportCommand(),
  refresh: async () => (await import('./refresh-command.js')).createRefreshCommand(),
  rollups: async () => (await import('./rollups-command.js')).createRollupsCommand(),
  jobs: async () => (await import('./jobs-command.js')).createJobsCommand(),
  queue: async () => (await import('./queue-command.js')).createQueueCommand(),
  outbox: async () => (await import('./outbox-command.js')).createOutboxCommand(),
  search: async () => (await import('./search-command.js')).createSearchCommand(),
  references: async () => (await import('./references-command.js')).createReferencesCommand(),
  audit: async () => (await import('./audit-command.js')).createAuditCommand(),
  content: async () => (await import('./content-command.js')).createContentCommand(),
  partitions: async () => (await import('./partitions-command.js')).createPartitionsCommand(),
  doctor: async () => (await import('./doctor-command.js')).createDoctorCommand(),
  schema: async () => (await import('./schema-command.js')).createSchemaCommand(),
};

const HELP = `
Start here:
  $ sluice demo                    try it: an embedded PostgreSQL, filled and served
  $ sluice migrate                 make a PostgreSQL database (15 or later) ready
  $ sluice serve                   serve GraphQL and the playground from it
  $ sluice worker                  keep its rollups fresh meanwhile

Configuration is read from environment variables; docs/configuration.md has them all.

Exit status: 0 when all went well, 1 on an error, 2 when the command line was wrong.
Each command's own help says more: sluice <command> --help.`;

/**
 * The `sluice` command. Of its subcommands only the one that `args` begin with is loaded; all of them where it is none, for the help.
 * A wrong command line is thrown as commander's `CommanderError`, and prints nothing.
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('sluice')
    .description('Multi-tenant GraphQL analytics over PostgreSQL.')
    .version(await readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', HELP);
  const asked = COMMANDS[args[0] ?? ''];
  const commands = await Promise.all(
    (asked === undefined ? Object.values(COMMANDS) : [asked]).map((load) => load()),
  );
  for (const command of commands) {
    program.addCommand(command);
    inheritSettings(command, program);
  }
  return program;
}

/** Commands that were made apart do not inherit by themselves. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}

/** From `src/cli` and from `dist/cli` alike, the package's root is two levels up. */
async function readVersion(): Promise<string> {
  const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
