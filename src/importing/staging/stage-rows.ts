import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { isProblem, type SourceRow } from '../source/source-row.js';
import type { CompiledMapping } from '../transform/compile-mapping.js';
import { copiedColumns, STAGED_ROWS, type StagedTable, VERDICTS } from './staging-area.js';
import { toCopyLine } from './to-copy-line.js';

/**
 * Transforms source rows and copies them into staging, the refused ones too, as fast as PostgreSQL takes them: no more than a batch is
 * in memory at a time.
 * @param onBatch told how many rows were read so far.
 * @returns how many rows were read.
 */
export async function stageRows(
  client: pg.ClientBase,
  batches: AsyncIterable<readonly SourceRow[]>,
  mapping: CompiledMapping,
  tables: readonly StagedTable[],
  onBatch: (rowsRead: number) => void,
): Promise<number> {
  let rowsRead = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const batch of batches) {
      if (batch.length === 0) continue;
      let text = '';
      for (const row of batch) text += toStagedLine(row, ++rowsRead, mapping, tables);
      yield Buffer.from(text);
      onBatch(rowsRead);
    }
  }
  const copy = client.query(copyFrom(`copy ${STAGED_ROWS} (${copiedColumns(tables).join(', ')}) from stdin`));
  await pipeline(Readable.from(lines(), { objectMode: true, highWaterMark: 1 }), copy);
  // Each tenant's rows are looked at several times.
  await client.query(`create index on ${STAGED_ROWS} (tenant_id, n)`);
  // What is only in this session is never analysed by autovacuum.
  await client.query(`analyze ${STAGED_ROWS}`);
  await client.query(
    `insert into ${VERDICTS} (n, reason, detail) select n, reason, detail from ${STAGED_ROWS} where reason is not null`,
  );
  return rowsRead;
}

function toStagedLine(
  row: SourceRow,
  n: number,
  mapping: CompiledMapping,
  tables: readonly StagedTable[],
): string {
  const made = mapping.transform(row);
  const isReadable = row.problem === null ? 't' : 'f';
  const source = storable(row.text);
  if (isProblem(made)) {
    const none = tables.flatMap(({ presenceColumn, columns }) =>
      Array<null>(columns.length + (presenceColumn === null ? 0 : 1)).fill(null),
    );
    return toCopyLine([
      String(n),
      String(row.line),
      null,
      null,
      made.reason,
      storable(made.detail),
      isReadable,
      source,
      ...none,
    ]);
  }
  const values: (string | null)[] = [
    String(n),
    String(row.line),
    made.tenantId,
    made.tenantName,
    null,
    null,
    isReadable,
    source,
  ];
  for (const [position, { presenceColumn, columns }] of tables.entries()) {
    const cells = made.rows[position] ?? null;
    if (presenceColumn !== null) values.push(cells === null ? 'f' : 't');
    if (cells === null) for (let i = 0; i < columns.length; i++) values.push(null);
    else values.push(...cells);
  }
  return toCopyLine(values);
}

/** PostgreSQL stores every character but NUL. */
function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
