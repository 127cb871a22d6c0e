import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runSluice } from './sluice-process.js';

describe('sluice schema', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-schema-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('prints the schema, or writes it where it is told to', async () => {
    const printed = await runSluice(['schema']);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^type Query \{/m);
    const file = join(folder, 'schema.graphql');
    expect(await runSluice(['schema', '--out', file])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(printed.stdout);
  });

  test('writes the SQL of datasets, rollups and searchable records, and names what it has changed', async () => {
    const sql = join(folder, 'sql');
    const { status, stdout, stderr } = await runSluice(['schema', '--sql', sql]);
    const files = ['datasets', 'rollups', 'search'].flatMap((kind) =>
      readdirSync(join('sql', kind)).map((name) => `${kind}/${name}`),
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual(files.map((path) => `${sql}/${path}`));
    for (const path of files)
      expect(readFileSync(join(sql, path), 'utf8')).toBe(readFileSync(join('sql', path), 'utf8'));
  });

  test('leaves alone what is up to date', async () => {
    const sql = join(folder, 'sql');
    cpSync('sql', sql, { recursive: true });
    expect(await runSluice(['schema', '--sql', sql])).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
