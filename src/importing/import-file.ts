import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import pg from 'pg';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import type { ImportProgress } from './import-progress.js';
import type { ImportReport } from './import-report.js';
import { createPlainMapping } from './mapping/create-plain-mapping.js';
import { loadMapping, shippedMappings } from './mapping/load-mapping.js';
import type { Mapping } from './mapping/mapping.js';
import { qualifyDataset } from './mapping/qualify-dataset.js';
import {
  describeSource,
  readColumnNames,
  readSource,
  type SourceFile,
  type SourceReading,
} from './source/source-file.js';
import { createPartitions } from './staging/create-partitions.js';
import { judgeAmongThemselves } from './staging/judge-rows.js';
import { countRejects, countStagedRows, loadRows, type TenantLoad } from './staging/load-rows.js';
import { stageRows } from './staging/stage-rows.js';
import { createStagingArea, type StagedTable } from './staging/staging-area.js';
import { writeRejects } from './staging/write-rejects.js';
import { describeTable } from './table/describe-table.js';
import type { TableDescription } from './table/table-description.js';
import { compileMapping, type CompiledMapping } from './transform/compile-mapping.js';

export interface ImportOptions {
  /** Connection URL of the maintainer's role. */
  readonly databaseUrl: string;
  /** `tickets`, `helpdesk.tickets`, or the name of a mapping that ships with Sluice. */
  readonly dataset: string;
  /** CSV or NDJSON, plain or gzip. */
  readonly file: string;
  /** Name of a shipped mapping, or path of a mapping file; without one the file's columns are named like the dataset's. */
  readonly mapping?: string | undefined;
  /** The tenant that all rows go to; takes the place of the mapping's `tenant`. */
  readonly tenantId?: string | undefined;
  /** Where refused rows are written; by default beside the working directory's other files, `<file>.rejects.<csv|ndjson>`. */
  readonly rejectFile?: string | undefined;
  /** Check all and load nothing. */
  readonly isDryRun?: boolean | undefined;
  /** Fold what was loaded into the rollups afterwards; true by default. */
  readonly refresh?: boolean | undefined;
  /** Who imports; Sluice itself unless told. */
  readonly run?: OperatorRun | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Imports a file into a dataset: streams it into temporary staging tables, finds the rows that break a rule, and loads the others in one
 * transaction. Whatever interrupts it leaves nothing loaded, and a repeat completes it; rows that are there already stay as they are.
 *
 * @throws SluiceError `BAD_USER_INPUT` for a file, mapping or dataset that cannot be used, `DATABASE_UNAVAILABLE`; nothing is loaded then.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const client = await connect(options.databaseUrl);
  try {
    const plan = await planImport(client, options);
    const { staged, reading } = await stageFile(client, plan, options);
    options.onProgress?.({ phase: 'checking' });
    await judgeAmongThemselves(client, staged);
    if (!options.isDryRun) await createPartitions(client, staged);
    const report = await loadStaged(client, plan, staged, reading, options);
    if (!(options.refresh ?? true) || report.isDryRun || report.loaded === 0) return report;
    options.onProgress?.({ phase: 'refreshing' });
    await foldRollups(client, report);
    return { ...report, isRefreshed: true };
  } finally {
    await client.end();
  }
}

/** The session's settings: no time limit on a long load, and times that read the same everywhere. */
const SESSION = `set statement_timeout = 0; set timezone = 'UTC'; set datestyle = 'ISO'; set search_path = pg_catalog`;

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'sluice-import' });
  // A connection lost between two statements; the next statement fails with it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(SESSION);
  } catch (cause) {
    await client.end().catch(() => {});
    throw new SluiceError(
      'DATABASE_UNAVAILABLE',
      `Cannot connect to the database as the maintainer: ${(cause as Error).message}. Look at MAINTAINER_DATABASE_URL.`,
      { cause },
    );
  }
  return client;
}

interface ImportPlan {
  readonly dataset: string;
  readonly source: SourceFile;
  readonly mapping: CompiledMapping;
}

async function planImport(client: pg.ClientBase, options: ImportOptions): Promise<ImportPlan> {
  const given = await givenMapping(options);
  const dataset = given?.main.dataset ?? qualifyDataset(options.dataset);
  const tables = new Map<string, TableDescription>();
  for (const name of [dataset, ...(given?.also ?? []).map((table) => table.dataset)]) {
    if (!tables.has(name)) tables.set(name, await describeTable(client, name));
  }
  const source = describeSource(options.file, given?.source ?? null);
  const mapping = given ?? createPlainMapping(tables.get(dataset)!, await readColumnNames(source));
  const fixedTenant =
    options.tenantId === undefined ? null : { id: await existingTenant(client, options.tenantId) };
  return { dataset, source, mapping: compileMapping(mapping, (name) => tables.get(name)!, fixedTenant) };
}

async function givenMapping(options: ImportOptions): Promise<Mapping | null> {
  const isShipped = (await shippedMappings()).includes(options.dataset);
  const name = options.mapping ?? (isShipped ? options.dataset : null);
  if (name === null) return null;
  const mapping = await loadMapping(name);
  if (!isShipped && mapping.main.dataset !== qualifyDataset(options.dataset)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The mapping "${name}" fills the dataset "${mapping.main.dataset}", not "${options.dataset}". Name that dataset, or another mapping.`,
    );
  }
  return mapping;
}

async function existingTenant(client: pg.ClientBase, tenantId: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'select id from sluice.tenants where id::text = lower($1)',
    [tenantId],
  );
  if (rows[0] === undefined) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `There is no tenant "${tenantId}": expected the id of a tenant that exists.`,
    );
  }
  return rows[0].id;
}

async function stageFile(
  client: pg.ClientBase,
  { source, mapping }: ImportPlan,
  { onProgress }: ImportOptions,
): Promise<{ staged: readonly StagedTable[]; reading: SourceReading }> {
  const staged = await createStagingArea(client, mapping.tables);
  const reading = await readSource(source, mapping.sourceColumns);
  const { totalBytes } = reading;
  await stageRows(client, reading.batches, mapping, staged, (rowsRead) =>
    onProgress?.({ phase: 'reading', bytesRead: reading.bytesRead(), totalBytes, rowsRead }),
  );
  return { staged, reading };
}

async function loadStaged(
  client: pg.ClientBase,
  { dataset, source }: ImportPlan,
  staged: readonly StagedTable[],
  reading: SourceReading,
  options: ImportOptions,
): Promise<ImportReport> {
  const isDryRun = options.isDryRun ?? false;
  const rejectFile = options.rejectFile ?? defaultRejectFile(source);
  const partialFile = `${rejectFile}.partial`;
  await client.query('begin');
  try {
    const loads = await loadRows(client, staged, (tenantsDone, tenants) =>
      options.onProgress?.({ phase: 'loading', tenantsDone, tenants }),
    );
    if (!isDryRun) await recordLoads(client, dataset, source, loads, options.run ?? createOperatorRun());
    const rejectsByReason = await countRejects(client);
    const rejected = sum(Object.values(rejectsByReason));
    const report: ImportReport = {
      dataset,
      read: await countStagedRows(client),
      loaded: sum(loads.map(({ loaded }) => loaded)),
      rejected,
      alreadyThere: sum(loads.map(({ alreadyThere }) => alreadyThere)),
      rejectsByReason,
      tenants: loads.map(({ id, name, loaded, alreadyThere }) => ({ id, name, rows: loaded + alreadyThere })),
      rejectFile: rejected === 0 ? null : rejectFile,
      isDryRun,
      isRefreshed: false,
    };
    assertAddsUp(report);
    // Written before the commit and put in its place after it: a load that fails leaves the rejects of an earlier one alone.
    if (rejected > 0)
      await writeRejects(client, partialFile, { ...source, headerText: reading.headerText() });
    await client.query(isDryRun ? 'rollback' : 'commit');
    if (rejected > 0) await rename(partialFile, rejectFile);
    options.onProgress?.({ phase: 'committed' });
    return report;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    await rm(partialFile, { force: true });
    throw error;
  }
}

/** One entry for each tenant whose rows came, in the transaction that brings them. */
async function recordLoads(
  client: pg.ClientBase,
  dataset: string,
  { file }: SourceFile,
  loads: readonly TenantLoad[],
  run: OperatorRun,
): Promise<void> {
  for (const { id, isNewTenant, loaded } of loads.filter((load) => load.loaded > 0)) {
    await recordOperatorAction(client, {
      run,
      action: 'import',
      target: dataset,
      tenantId: id,
      before: null,
      after: { file: basename(file), rows: loaded, isNewTenant },
    });
  }
}

function defaultRejectFile({ file, format }: SourceFile): string {
  const name = basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '');
  return `${name}.rejects.${format}`;
}

function assertAddsUp({ read, loaded, rejected, alreadyThere }: ImportReport): void {
  if (read !== loaded + rejected + alreadyThere) {
    throw new Error(
      `Of ${read} rows ${loaded} were loaded, ${rejected} rejected and ${alreadyThere} were there: that does not add up.`,
    );
  }
}

/** Folds what was loaded into every rollup, at a cost that follows it; whoever else folds one now does the same. */
async function foldRollups(client: pg.ClientBase, { loaded }: ImportReport): Promise<void> {
  const { rows } = await client.query<{ rollup: string }>(
    'select rollup from sluice.rollup_work() where pending > 0',
  );
  for (const { rollup } of rows) {
    await client.query('select from sluice.fold_rollup($1)', [rollup]).catch((cause: unknown) => {
      if (sqlStateOf(cause) === SQL_STATE.lockNotAvailable) return;
      throw new SluiceError(
        'DATABASE_UNAVAILABLE',
        `The ${loaded} rows are loaded and in every answer, but not folded into ${rollup}: ${(cause as Error).message}. ` +
          'A worker will try again; or run `sluice worker --once`.',
        { cause },
      );
    });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
