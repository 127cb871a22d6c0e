import { SluiceError } from '../../errors/sluice-error.js';

/** The place of a record in the order by creation, newest first. */
export interface PagePosition {
  /** Microseconds since the epoch, which a number still holds exactly. */
  readonly createdAtUs: number;
  readonly id: string;
}

/** Points behind this record; stays right while records arrive. */
export function encodeCursor(record: { readonly createdAtUs: string; readonly id: string }): string {
  return Buffer.from(`${record.createdAtUs}:${record.id}`).toString('base64url');
}

/**
 * Reads what {@link encodeCursor} wrote.
 * @throws SluiceError `BAD_USER_INPUT` for anything else.
 */
export function decodeCursor(cursor: string): PagePosition {
  const match = /^(-?\d{1,16}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (match === null) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      '"after" is not a cursor: give the endCursor of an earlier page, as it was.',
    );
  }
  return { createdAtUs: Number(match[1]), id: match[2]! };
}
