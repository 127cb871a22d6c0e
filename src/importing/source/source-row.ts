/** Why a row is refused: `reason` is a short stable key to count by, `detail` a sentence with the row's own value and the fix. */
export interface RowProblem {
  readonly reason: string;
  readonly detail: string;
}

/** Whether what was made of a row is the reason why it is refused. */
export function isProblem(value: object): value is RowProblem {
  return 'reason' in value;
}

/** One record of the source file. */
export interface SourceRow {
  /** Line of the file that the record begins on, from 1; a CSV header is line 1. */
  readonly line: number;
  /** The values asked for, in that order: null where the record has none (an empty CSV field is ''). */
  readonly values: readonly (string | null)[];
  /** The record as it stands in the file, without its line end. */
  readonly text: string;
  /** Set where the record could not be read as one of the format; `values` is empty then. */
  readonly problem: RowProblem | null;
}

/** The largest record that is read. What is longer is refused, so that memory stays constant whatever the file holds. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** Makes the row for a record that cannot be read. */
export function unreadableRow(line: number, bytes: Buffer, reason: string, detail: string): SourceRow {
  return { line, values: [], text: bytes.toString('utf8'), problem: { reason, detail } };
}
