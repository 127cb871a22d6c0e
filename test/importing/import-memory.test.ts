import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../setup/test-database.js';
import { givenFile, pathOf } from './import-fixture.js';
import { runImportProcess } from './run-import-process.js';

const MIB = 1024 * 1024;
const ROW_BYTES = 1_000;

const MAPPING = `version: 1
name: large
dataset: tickets
tenant: { constant: Large }
columns:
  id: { id_of: tickets, column: no }
  external_id: no
  subject: title
  status: { constant: open }
  channel: { constant: web }
  created_at: { constant: '2026-01-01T00:00:00Z' }
`;

/** A gzip file of so many rows, each of about a thousand bytes, made without holding it in memory. */
async function givenLargeFile(name: string, rows: number): Promise<string> {
  function* lines(): Generator<string> {
    yield 'no,title,note\n';
    for (let i = 0; i < rows; i++) yield `${i},Title ${i},${String(i).padEnd(ROW_BYTES, 'x')}\n`;
  }
  const file = pathOf(name);
  await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(file));
  return file;
}

test('an import of 100 MiB needs hardly more memory than one of 5 MiB', async () => {
  const database = await createTestDatabase();
  const mapping = givenFile('large.yaml', MAPPING);
  const maxRss = async (rows: number): Promise<number> => {
    const file = await givenLargeFile(`${rows}.csv.gz`, rows);
    const { result } = await runImportProcess(
      {
        options: {
          databaseUrl: database.maintainerUrl,
          dataset: 'tickets',
          file,
          mapping,
          isDryRun: true,
          refresh: false,
        },
      },
      // A small heap is collected early, so that what is left is what is needed.
      ['--max-old-space-size=96', '--max-semi-space-size=4'],
    );
    expect(result!.loaded).toBe(rows);
    return result!.maxRssBytes;
  };
  const small = await maxRss(((5 * MIB) / ROW_BYTES) | 0);
  const large = await maxRss(((100 * MIB) / ROW_BYTES) | 0);
  expect((large - small) / MIB).toBeLessThan(40);
});
