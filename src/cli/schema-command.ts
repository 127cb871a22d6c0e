import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';

interface SchemaCommandOptions {
  readonly out?: string;
  readonly sql?: string;
}

const HELP = `
The schema is the same for every tenant and every token, and needs no database.

With --sql, the SQL of datasets and searchable records is written too: sql/datasets has the
triggers of the change log, sql/rollups the layers of each rollup, sql/search the
triggers that keep records searchable. "sluice migrate" then brings them into the
database. Files written by hand are left alone.

Examples:
  $ sluice schema | less
  $ sluice schema --out schema.graphql --sql sql`;

/** `sluice schema`: the GraphQL schema as SDL, and the SQL that datasets and searchable records make. */
export function createSchemaCommand(): Command {
  return new Command('schema')
    .summary('print the GraphQL schema, write the SQL of datasets and searchable records')
    .description('Print the GraphQL schema in the schema definition language.')
    .option('-o, --out <file>', 'write it to this file instead')
    .option('--sql <folder>', 'write the SQL of datasets and searchable records below this folder')
    .addHelpText('after', HELP)
    .action(runSchema);
}

async function runSchema({ out, sql }: SchemaCommandOptions): Promise<void> {
  const [{ printSchema }, { createSluiceSchema }] = await Promise.all([
    import('graphql'),
    import('../domains/schema.js'),
  ]);
  const schema = createSluiceSchema();
  if (out !== undefined) await writeFile(out, `${printSchema(schema)}\n`);
  else if (sql === undefined) process.stdout.write(`${printSchema(schema)}\n`);
  if (sql === undefined) return;
  const [{ datasetsOf }, { writeDefinitions }, { searchSources }, { writeSearchDefinitions }] =
    await Promise.all([
      import('../analytics/graphql/bind-datasets.js'),
      import('../analytics/definition/write-definitions.js'),
      import('../search/model/register-search-source.js'),
      import('../search/definition/write-search-definitions.js'),
    ]);
  const written = [
    ...(await writeDefinitions(datasetsOf(schema), sql)),
    ...(await writeSearchDefinitions(searchSources(), sql)),
  ];
  for (const path of written) process.stderr.write(`${sql}/${path}\n`);
}
