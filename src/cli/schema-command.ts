import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';

interface SchemaCommandOptions {
  readonly out?: string;
}

const HELP = `
The schema is the same for every tenant and every token, and needs no database.

Examples:
  $ sluice schema | less
  $ sluice schema --out schema.graphql`;

/** `sluice schema`: the GraphQL schema as SDL. */
export function createSchemaCommand(): Command {
  return new Command('schema')
    .summary('print the GraphQL schema')
    .description('Print the GraphQL schema in the schema definition language.')
    .option('-o, --out <file>', 'write it to this file instead')
    .addHelpText('after', HELP)
    .action(runSchema);
}

async function runSchema({ out }: SchemaCommandOptions): Promise<void> {
  const [{ printSchema }, { createSluiceSchema }] = await Promise.all([
    import('graphql'),
    import('../domains/schema.js'),
  ]);
  const sdl = `${printSchema(createSluiceSchema())}\n`;
  if (out === undefined) process.stdout.write(sdl);
  else await writeFile(out, sdl);
}
