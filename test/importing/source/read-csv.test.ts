import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/importing/source/read-csv.js';
import type { SourceRow } from '../../../src/importing/source/source-row.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  text: string | Buffer,
  pieceSize = 7,
  columns: string[] | null = null,
): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of readCsv(inPieces(Buffer.from(text as string), pieceSize), {
    delimiter: ',',
    quote: '"',
    columns,
  })) {
    rows.push(...batch.rows);
  }
  return rows;
}

/** Line, reason and text of each row. */
const outline = (rows: SourceRow[]): unknown[] =>
  rows.map(({ line, problem, text }) => [line, problem?.reason ?? 'ok', text]);

describe('reading CSV', () => {
  test('gives the asked columns in the asked order, with the line each row begins on', async () => {
    const rows = await read('a,b,c\n1,2,3\n\n"x\ny",5,6\n7,"8 ""q""",9', 3, ['c', 'a']);
    expect(rows.map(({ line, values }) => [line, values])).toEqual([
      [2, ['3', '1']],
      [4, ['6', 'x\ny']],
      [6, ['9', '7']],
    ]);
    expect(rows[1]!.text).toBe('"x\ny",5,6');
  });

  test('takes CRLF and LF, and a last line without an end', async () => {
    const rows = await read('a,b\r\n1,2\r\n\r\n3,4\n5,6');
    expect(outline(rows)).toEqual([
      [2, 'ok', '1,2'],
      [4, 'ok', '3,4'],
      [5, 'ok', '5,6'],
    ]);
  });

  test('refuses a row with too few or too many fields, and goes on', async () => {
    const rows = await read('a,b\n1\n2,3\n4,5,6\n7,8\n');
    expect(outline(rows)).toEqual([
      [2, 'wrong_field_count', '1'],
      [3, 'ok', '2,3'],
      [4, 'wrong_field_count', '4,5,6'],
      [5, 'ok', '7,8'],
    ]);
    expect(rows[0]!.problem!.detail).toMatch(/has 1 field where the header has 2/);
  });

  test.each([
    ['text behind a closing quote', '"x"y,1', 'goes on behind its closing quote'],
    ['a quote inside a bare field', 'x"y,1', 'A quote stands inside a field that is not quoted'],
  ])('refuses %s, and goes on with the next line', async (_, line, words) => {
    const rows = await read(`a,b\n1,2\n${line}\n3,4\n`);
    expect(outline(rows)).toEqual([
      [2, 'ok', '1,2'],
      [3, 'malformed_row', line],
      [4, 'ok', '3,4'],
    ]);
    expect(rows[1]!.problem!.detail).toContain(words);
  });

  test('refuses only the line whose quote never closes, though it would swallow the rest of the file', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `${i},x`);
    const rows = await read(`a,b\n1,2\n"open,3\n${lines.join('\n')}\n`, 64);
    expect(rows).toHaveLength(202);
    expect(outline(rows)[1]).toEqual([3, 'malformed_row', '"open,3']);
    expect(
      rows.slice(2).every(({ problem }, index) => problem === null && rows[index + 2]!.line === index + 4),
    ).toBe(true);
  });

  test('refuses a row of more than a MiB without keeping it, and goes on', async () => {
    const rows = await read(`a,b\n1,2\n${'x'.repeat(3 * 1024 * 1024)},2\n3,4\n`, 64 * 1024);
    expect(rows.map(({ line, problem }) => [line, problem?.reason ?? 'ok'])).toEqual([
      [2, 'ok'],
      [3, 'row_too_large'],
      [4, 'ok'],
    ]);
    expect(rows[1]!.text.length).toBeLessThan(1024 * 1024 + 128 * 1024);
  });

  test('refuses a row that is not UTF-8', async () => {
    const rows = await read(
      Buffer.concat([Buffer.from('a,b\n1,Br'), Buffer.from([0xfc]), Buffer.from('cke\n2,ü\n')]),
    );
    expect(rows.map(({ problem }) => problem?.reason ?? 'ok')).toEqual(['invalid_encoding', 'ok']);
    expect(rows[0]!.problem!.detail).toContain('source.encoding');
  });

  test('says which column is missing, and what was meant', async () => {
    await expect(read('name,phone\nx,y\n', 64, ['name', 'email'])).rejects.toThrow(
      'The file has no column "email", which the mapping reads. Its columns are: name, phone.',
    );
    await expect(read('subject,state\nx,y\n', 64, ['subjcet'])).rejects.toThrow('Did you mean "subject"?');
  });

  test('refuses an empty file and a header with a name twice', async () => {
    await expect(read('')).rejects.toThrow('The file is empty: expected a header line');
    await expect(read('a,b,a\n1,2,3\n')).rejects.toThrow('The header has the column "a" twice');
  });

  test('reads a file of only a header', async () => {
    expect(await read('a,b\n')).toEqual([]);
    expect(await read('a,b')).toEqual([]);
  });

  test('reads back whatever was written as CSV, however it is cut into pieces', async () => {
    const field = fc.string({
      unit: fc.constantFrom('a', 'ü', '😀', '"', ',', '\n', ' ', '\t'),
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        async (records, size) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const csv = records.map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
          const rows = await read(`a,b\n${csv}`, size);
          expect(rows.map(({ values }) => values)).toEqual(records);
          const before = `a,b\n${csv}`;
          for (const { line, text } of rows)
            expect(
              before
                .split('\n')
                .slice(line - 1)
                .join('\n')
                .startsWith(text),
            ).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('loses no line of any text: each non-empty line is part of exactly one row', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'b'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (body, size) => {
        const rows = await read(`a,b\n${body}`, size);
        const kept = rows
          .map(({ text: row }) => row)
          .join('\n')
          .split('\n')
          .filter((line) => line !== '');
        expect(kept).toEqual(body.split('\n').filter((line) => line !== ''));
      }),
      { numRuns: 500 },
    );
  });
});
