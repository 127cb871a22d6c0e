import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { importFile, type ImportOptions } from '../../src/importing/import-file.js';
import type { ImportReport } from '../../src/importing/import-report.js';
import type { TestDatabase } from '../setup/test-database.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file into the test file's own temporary folder. */
export function givenFile(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Path of a file in the test file's own temporary folder that need not be there. */
export function pathOf(name: string): string {
  return join(folder, name);
}

/** The refused rows of an import: line number and reason of each. */
export function rejectsOf(report: ImportReport): [line: number, reason: string][] {
  if (report.rejectFile === null) return [];
  const [, ...lines] = readFileSync(report.rejectFile, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [number, reason] = line.split(',');
    return [Number(number), reason!];
  });
}

/** Imports without refreshing the rollups, with the rejects in the temporary folder. */
export function importInto(
  database: TestDatabase,
  dataset: string,
  file: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  return importFile({
    databaseUrl: database.maintainerUrl,
    dataset,
    file,
    refresh: false,
    rejectFile: `${file}.rejects.csv`,
    ...options,
  });
}

/** The counts of a report: read, loaded, rejected, already there. */
export function countsOf({ read, loaded, rejected, alreadyThere }: ImportReport): number[] {
  return [read, loaded, rejected, alreadyThere];
}
