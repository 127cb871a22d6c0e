import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { definitionFiles } from '../../../src/analytics/definition/definition-files.js';
import { writeDefinitions } from '../../../src/analytics/definition/write-definitions.js';
import { declareCalls } from './calls-dataset.js';

const DATASET_FILE = 'datasets/helpdesk.calls.sql';
const ROLLUP_FILE = 'rollups/helpdesk.calls_by_line.sql';

describe('the SQL files of datasets', () => {
  test('are one a dataset and one a rollup, however often the schema names the dataset', () => {
    const calls = declareCalls();
    expect([...definitionFiles([calls, calls]).keys()]).toEqual([DATASET_FILE, ROLLUP_FILE]);
  });

  test('may be of two datasets over one table, whose changes are logged once', () => {
    const other = declareCalls({ view: 'helpdesk.more_calls' });
    expect([...definitionFiles([declareCalls(), other]).keys()]).toEqual([
      DATASET_FILE,
      ROLLUP_FILE,
      'rollups/helpdesk.more_calls.sql',
    ]);
  });

  test('are not made of two rollups with one name, nor of two times of one table', () => {
    const calls = declareCalls();
    expect(() => definitionFiles([calls, declareCalls()])).toThrow(
      'Calls: the rollup helpdesk.calls_by_line is declared twice',
    );
    expect(() =>
      definitionFiles([
        calls,
        { ...calls, name: 'Ends', rollups: [], time: { ...calls.time, column: 'ended_at' } },
      ]),
    ).toThrow(
      "Calls and Ends are both datasets of helpdesk.calls, one by started_at, the other by ended_at: a table's changes are logged by one time",
    );
  });

  describe('on disk', () => {
    let root: string;
    const files = (): string[] =>
      ['datasets', 'rollups'].flatMap((folder) =>
        readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
      );

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'sluice-sql-'));
    });

    afterEach(() => rmSync(root, { recursive: true, force: true }));

    test('are written, and only where they differ', async () => {
      expect(await writeDefinitions([declareCalls()], root)).toEqual([DATASET_FILE, ROLLUP_FILE]);
      expect(files()).toEqual([DATASET_FILE, ROLLUP_FILE]);
      expect(await writeDefinitions([declareCalls()], root)).toEqual([]);
      expect(await writeDefinitions([declareCalls({ description: 'Calls.' })], root)).toEqual([ROLLUP_FILE]);
    });

    test('are removed when nothing declares them, unless they were written by hand', async () => {
      await writeDefinitions([declareCalls()], root);
      writeFileSync(join(root, 'rollups/helpdesk.by_hand.sql'), 'select 1;');
      const renamed = declareCalls({ view: 'helpdesk.calls_by_hour' });
      expect(await writeDefinitions([renamed], root)).toEqual([
        'rollups/helpdesk.calls_by_hour.sql',
        ROLLUP_FILE,
      ]);
      expect(files()).toEqual([
        DATASET_FILE,
        'rollups/helpdesk.by_hand.sql',
        'rollups/helpdesk.calls_by_hour.sql',
      ]);
    });

    test('do not take the place of a file written by hand', async () => {
      mkdirSync(join(root, 'rollups'));
      writeFileSync(join(root, ROLLUP_FILE), 'select 1;');
      await expect(writeDefinitions([declareCalls()], root)).rejects.toThrow(
        'helpdesk.calls_by_line.sql was written by hand: remove it, or rename what is declared',
      );
      expect(readFileSync(join(root, ROLLUP_FILE), 'utf8')).toBe('select 1;');
    });
  });
});
