import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { toCopyLine } from '../importing/staging/to-copy-line.js';
import type { Row } from './generator/ticket-satellites.js';

const LINES_PER_CHUNK = 200;

/** Copies rows, each with a value for every one of `columns`, into a table, as they are made. */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<Row>,
): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunks(rows)), target);
}

/** Pauses after each chunk, so that an interruption is noticed while rows are made. */
async function* chunks(rows: Iterable<Row>): AsyncGenerator<Buffer> {
  let text = '';
  let lines = 0;
  for (const row of rows) {
    text += toCopyLine(row);
    lines += 1;
    if (lines < LINES_PER_CHUNK) continue;
    yield Buffer.from(text);
    await setImmediate();
    text = '';
    lines = 0;
  }
  if (text !== '') yield Buffer.from(text);
}
