import { Command } from 'commander';
import { createOperatorRun } from '../audit/operator-run.js';
import { readEnvironment } from '../config/environment.js';
import { SluiceError } from '../errors/sluice-error.js';
import { importFile } from '../importing/import-file.js';
import type { ImportReport } from '../importing/import-report.js';
import { createImportProgressBar } from './import-progress-bar.js';

interface ImportCommandOptions {
  readonly mapping?: string;
  readonly tenant?: string;
  readonly rejects?: string;
  readonly dryRun?: true;
  readonly refresh: boolean;
  readonly json?: true;
}

/** The exit status of an import that went through, but refused some rows. */
export const EXIT_SOME_REJECTED = 3;

const HELP = `
Connects with MAINTAINER_DATABASE_URL. The file is CSV with a header line (.csv, .tsv)
or newline-delimited JSON (.ndjson, .jsonl), plain or .gz.

A row that breaks a rule goes to the reject file with its line number and the
reason; the others go in, in one transaction. Rows that are there already stay as
they are, so an import may be repeated: after a kill, or with the mended reject file.

Examples:
  $ sluice import tickets boston_311_2015.csv.gz --mapping boston-311
  $ sluice import tickets boston_311_2015.csv.gz --mapping boston-311 --dry-run
  $ sluice import users people.csv --tenant 7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11
  $ sluice import tickets export.ndjson.gz --mapping ./our-mapping.yaml --json | jq .rejectsByReason

Exit status: 0 when every row is in (loaded, or there already), 3 when some were
rejected, 1 on any error: nothing was loaded then.`;

/** `sluice import`: brings a file's rows into a dataset. */
export function createImportCommand(): Command {
  return new Command('import')
    .summary('load a CSV or NDJSON file')
    .description('Load the rows of a file into a dataset, as a mapping says.')
    .argument('<dataset>', 'where the rows go: tickets, comments, users, organisations, …')
    .argument('<file>', 'the file to load')
    .option(
      '--mapping <name|file>',
      'how to read the file: boston-311, or a YAML file (default: columns of equal name)',
    )
    .option(
      '--tenant <id>',
      "give all rows to this tenant (default: as the mapping or the file's tenant_id says)",
    )
    .option(
      '--rejects <file>',
      'where rejected rows go (default: <file>.rejects.csv or .ndjson in the working directory)',
    )
    .option('--dry-run', 'check every row, write the rejects, load nothing')
    .option('--no-refresh', 'leave the rollups as they are')
    .option('--json', 'print the result as one JSON object; progress goes to standard error')
    .addHelpText('after', HELP)
    .action(runImport);
}

async function runImport(dataset: string, file: string, options: ImportCommandOptions): Promise<void> {
  const settings = readEnvironment();
  const databaseUrl = settings.database.maintainerUrl;
  if (databaseUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set MAINTAINER_DATABASE_URL to the URL that `sluice migrate` printed for sluice_maintainer.',
    );
  }
  const bar = createImportProgressBar(process.stderr);
  let report: ImportReport;
  try {
    report = await importFile({
      databaseUrl,
      dataset,
      file,
      mapping: options.mapping,
      tenantId: options.tenant,
      rejectFile: options.rejects,
      isDryRun: options.dryRun,
      refresh: options.refresh,
      run: createOperatorRun(settings.operator),
      onProgress: bar.show,
    });
  } finally {
    bar.stop();
  }
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : describeReport(report)}\n`);
  if (report.rejected > 0) process.exitCode = EXIT_SOME_REJECTED;
}

function describeReport(report: ImportReport): string {
  const count = (rows: number): string => rows.toLocaleString('en');
  const lines = [
    `${report.isDryRun ? 'Dry run: nothing was loaded into' : 'Imported into'} ${report.dataset}`,
    `  read           ${count(report.read)}`,
    `  ${report.isDryRun ? 'would load    ' : 'loaded        '} ${count(report.loaded)}`,
    `  rejected       ${count(report.rejected)}`,
    `  already there  ${count(report.alreadyThere)}`,
  ];
  if (report.rejectFile !== null) {
    lines.push('', `Rejected rows are in ${report.rejectFile}:`);
    for (const [reason, rows] of Object.entries(report.rejectsByReason))
      lines.push(`  ${count(rows).padStart(9)}  ${reason}`);
  }
  if (report.tenants.length > 0) {
    lines.push('', 'Rows by tenant:');
    for (const { id, name, rows } of [...report.tenants]
      .sort((a, b) => b.rows - a.rows)
      .slice(0, MAX_TENANTS_SHOWN)) {
      lines.push(`  ${count(rows).padStart(9)}  ${id}  ${name}`);
    }
    const more = report.tenants.length - MAX_TENANTS_SHOWN;
    if (more > 0) lines.push(`             and ${count(more)} more; --json lists all`);
  }
  return lines.join('\n');
}

const MAX_TENANTS_SHOWN = 20;
