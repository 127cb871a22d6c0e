import { describe, expect, test } from 'vitest';
import { readNdjson } from '../../../src/importing/source/read-ndjson.js';
import type { SourceRow } from '../../../src/importing/source/source-row.js';

async function read(text: string, columns: string[], pieceSize = 5): Promise<SourceRow[]> {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  const rows: SourceRow[] = [];
  for await (const batch of readNdjson(pieces(), columns)) rows.push(...batch);
  return rows;
}

describe('reading NDJSON', () => {
  test('gives values as text, nested ones by their path, and null for what is not there', async () => {
    const rows = await read(
      '{"id":7,"who":{"mail":"a@b"},"ok":true,"tags":["x"]}\r\n\n{"id":"8","who.mail":"dotted"}\n{"id":null}',
      ['id', 'who.mail', 'ok', 'tags'],
    );
    expect(rows.map(({ line, values }) => [line, values])).toEqual([
      [1, ['7', 'a@b', 'true', '["x"]']],
      [3, ['8', 'dotted', null, null]],
      [4, [null, null, null, null]],
    ]);
  });

  test('refuses what is no object, and goes on', async () => {
    const rows = await read('{"id":1}\n{"id":\n[1]\n"x"\n{"id":2}\n', ['id']);
    expect(rows.map(({ line, problem }) => [line, problem?.reason ?? 'ok'])).toEqual([
      [1, 'ok'],
      [2, 'malformed_row'],
      [3, 'malformed_row'],
      [4, 'malformed_row'],
      [5, 'ok'],
    ]);
  });

  test('refuses a number that JavaScript cannot hold exactly rather than load another one', async () => {
    const rows = await read(
      '{"id":12345678901234567890}\n{"id":9007199254740991}\n{"id":"12345678901234567890"}\n',
      ['id'],
    );
    expect(rows.map(({ problem, values }) => problem?.reason ?? values[0])).toEqual([
      'inexact_number',
      '9007199254740991',
      '12345678901234567890',
    ]);
  });

  test('refuses a line of more than a MiB without keeping it, and goes on', async () => {
    const rows = await read(
      `{"id":1}\n{"id":"${'x'.repeat(3 * 1024 * 1024)}"}\n{"id":2}\n`,
      ['id'],
      64 * 1024,
    );
    expect(rows.map(({ line, problem }) => [line, problem?.reason ?? 'ok'])).toEqual([
      [1, 'ok'],
      [2, 'row_too_large'],
      [3, 'ok'],
    ]);
  });
});
