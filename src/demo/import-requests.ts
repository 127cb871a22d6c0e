import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { importFile } from '../importing/import-file.js';
import { unsettleContent } from './demo-content.js';
import type { DemoProgress } from './demo-progress.js';

/** Boston's service requests: below a folder of several data sets, or in the folder itself. */
const FILE_NAME = 'boston_311_2015.csv.gz';
const PLACES = [join('helpdesk', FILE_NAME), FILE_NAME];

export interface RequestsOptions {
  readonly file: string;
  readonly maintainerUrl: string;
  /** Where rows that break a rule are written. */
  readonly rejectFile: string;
  readonly onProgress: (progress: DemoProgress) => void;
}

/**
 * The file of real requests in a folder.
 * @throws SluiceError `BAD_USER_INPUT` where there is none.
 */
export async function findRequests(folder: string): Promise<string> {
  for (const place of PLACES) {
    const file = join(folder, place);
    const facts = await stat(file).catch(() => null);
    if (facts?.isFile()) return file;
  }
  throw new SluiceError(
    'BAD_USER_INPUT',
    `There is no ${FILE_NAME} in ${folder}, nor in its folder "helpdesk". --real takes the folder that holds it.`,
  );
}

/**
 * Imports the requests beside the generated tickets, a tenant per city department; a file that is in already is not read again. The
 * rollups are the caller's to refresh.
 */
export async function importRequests(client: pg.ClientBase, options: RequestsOptions): Promise<void> {
  const { file, maintainerUrl, rejectFile, onProgress } = options;
  const { size } = await stat(file);
  await client.query(
    'create table if not exists sluice_demo.imports (size bigint primary key, imported_at timestamptz not null default now())',
  );
  const { rowCount } = await client.query('select from sluice_demo.imports where size = $1', [size]);
  if (rowCount !== 0) return;
  onProgress({ kind: 'step', text: `Importing ${file}` });
  await unsettleContent(client);
  await importFile({
    databaseUrl: maintainerUrl,
    dataset: 'tickets',
    file,
    mapping: 'boston-311',
    rejectFile,
    refresh: false,
    onProgress: (progress) => onProgress({ kind: 'import', progress }),
  });
  await client.query('insert into sluice_demo.imports (size) values ($1)', [size]);
}
