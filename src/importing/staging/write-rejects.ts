import { open } from 'node:fs/promises';
import type pg from 'pg';
import type { SourceFormat } from '../source/source-format.js';
import { STAGED_ROWS, VERDICTS } from './staging-area.js';

/** What the source file looked like, so that its rejects look the same. */
export interface RejectLayout {
  readonly format: SourceFormat;
  readonly delimiter: string;
  readonly quote: string | null;
  /** The source's header line; null for NDJSON. */
  readonly headerText: string | null;
}

interface RejectedRow {
  readonly line: string;
  readonly reason: string;
  readonly detail: string;
  readonly is_readable: boolean;
  readonly source: string;
}

const BATCH_ROWS = 1_000;

/**
 * Writes every refused row in the order of the source file: line number, reason, detail, and the row as it stands there. The columns
 * `_line`, `_reason` and `_detail` come before the source's own, so that the mended file can be imported again with the same mapping. A
 * row that is not of the source's format stands as one text behind them.
 */
export async function writeRejects(client: pg.ClientBase, file: string, layout: RejectLayout): Promise<void> {
  const toLine = layout.format === 'csv' ? csvWriter(layout) : ndjsonLine;
  const output = await open(file, 'w');
  try {
    if (layout.headerText !== null) {
      await output.write(`${['_line', '_reason', '_detail', layout.headerText].join(layout.delimiter)}\n`);
    }
    await client.query(
      `declare sluice_import_rejects no scroll cursor for
       select r.line, v.reason, v.detail, r.is_readable, r.source
       from ${VERDICTS} as v join ${STAGED_ROWS} as r on r.n = v.n
       order by r.n`,
    );
    for (;;) {
      const { rows } = await client.query<RejectedRow>(`fetch ${BATCH_ROWS} from sluice_import_rejects`);
      if (rows.length === 0) break;
      await output.write(rows.map(toLine).join(''));
    }
    await client.query('close sluice_import_rejects');
  } finally {
    await output.close();
  }
}

function csvWriter({ delimiter, quote }: RejectLayout): (row: RejectedRow) => string {
  const quoted = (text: string): string =>
    quote === null
      ? text.replaceAll(delimiter, ' ')
      : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  return ({ line, reason, detail, is_readable, source }) =>
    `${[line, reason, quoted(detail), is_readable ? source : quoted(source)].join(delimiter)}\n`;
}

function ndjsonLine({ line, reason, detail, is_readable, source }: RejectedRow): string {
  const found = { _line: Number(line), _reason: reason, _detail: detail };
  if (!is_readable) return `${JSON.stringify({ ...found, _row: source })}\n`;
  // The row's own text, not its parsed value: numbers keep all their digits.
  const fields = source.trim().slice(1);
  const separator = /^\s*\}/.test(fields) ? '' : ',';
  return `${JSON.stringify(found).slice(0, -1)}${separator}${fields}\n`;
}
