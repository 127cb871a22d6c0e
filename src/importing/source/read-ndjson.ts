import { isUtf8 } from 'node:buffer';
import { MAX_ROW_BYTES, type SourceRow, unreadableRow } from './source-row.js';

const NEWLINE = 10;

/**
 * Reads newline-delimited JSON, one object a line. A column's name is a key, or a path of keys with dots (`requester.email`) where
 * there is no such key. Lines of white space are not rows; a line that is not an object becomes a row with a problem.
 *
 * @param columns names of the keys whose values each row carries: text as it is, numbers, booleans and nested values as JSON.
 * @returns batches of about one chunk's rows.
 */
export async function* readNdjson(
  chunks: AsyncIterable<Buffer>,
  columns: readonly string[],
): AsyncGenerator<readonly SourceRow[]> {
  const read = createLineReader(columns);
  let pending: Buffer = Buffer.alloc(0);
  let isSkipping = false;
  let line = 1;
  for await (const chunk of chunks) {
    const rows: SourceRow[] = [];
    let bytes: Buffer = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let newline = bytes.indexOf(NEWLINE); newline !== -1; newline = bytes.indexOf(NEWLINE)) {
      const row = isSkipping ? null : read(bytes.subarray(0, newline), line);
      if (row !== null) rows.push(row);
      isSkipping = false;
      line++;
      bytes = bytes.subarray(newline + 1);
    }
    if (isSkipping) bytes = Buffer.alloc(0);
    else if (bytes.length > MAX_ROW_BYTES) {
      rows.push(tooLarge(bytes, line));
      isSkipping = true;
      bytes = Buffer.alloc(0);
    }
    pending = bytes;
    yield rows;
  }
  const last = pending.length === 0 ? null : read(pending, line);
  if (last !== null) yield [last];
}

function createLineReader(columns: readonly string[]): (bytes: Buffer, line: number) => SourceRow | null {
  const paths = columns.map((column) => ({ column, path: column.split('.') }));
  return (lineBytes, line) => {
    const bytes = lineBytes.at(-1) === 13 ? lineBytes.subarray(0, -1) : lineBytes;
    if (bytes.length > MAX_ROW_BYTES) return tooLarge(bytes, line);
    if (!isUtf8(bytes)) {
      return unreadableRow(
        line,
        bytes,
        'invalid_encoding',
        'The line is not valid UTF-8, which JSON must be in.',
      );
    }
    const text = bytes.toString('utf8');
    if (text.trim() === '') return null;
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch (error) {
      return unreadableRow(
        line,
        bytes,
        'malformed_row',
        `The line is not JSON: ${(error as Error).message}.`,
      );
    }
    if (!isObject(record)) {
      return unreadableRow(
        line,
        bytes,
        'malformed_row',
        'The line is JSON, but not an object: expected {"column": value, …}.',
      );
    }
    const values: (string | null)[] = [];
    for (const { column, path } of paths) {
      const value = valueAt(record, column, path);
      if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return unreadableRow(
          line,
          bytes,
          'inexact_number',
          `The number of "${column}" is too large to be read exactly. Write it as a string.`,
        );
      }
      values.push(toText(value));
    }
    return { line, values, text, problem: null };
  };
}

function tooLarge(bytes: Buffer, line: number): SourceRow {
  return unreadableRow(
    line,
    bytes.subarray(0, MAX_ROW_BYTES),
    'row_too_large',
    `The line is longer than ${MAX_ROW_BYTES} bytes, which is the most a row may have.`,
  );
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(record: JsonObject, column: string, path: readonly string[]): unknown {
  if (Object.hasOwn(record, column)) return record[column];
  let value: unknown = record;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return null;
    value = value[key];
  }
  return value;
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
