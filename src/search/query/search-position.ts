import { SluiceError } from '../../errors/sluice-error.js';
import { isUuid } from '../../tenancy/uuid.js';

/** The place behind a hit in the answer to a question, and what pins that answer while records arrive and time goes by. */
export interface SearchPosition {
  /** Of the first page: all pages are one search. */
  readonly searchId: string;
  /** Identifies the question, its tenant and the sources that its scopes opened. */
  readonly question: string;
  /** What the first page saw, as PostgreSQL writes a `pg_snapshot`. */
  readonly snapshot: string;
  /** What was searched in place of a query that found nothing; null where that is the query itself. */
  readonly correctedQuery: string | null;
  /** The range of time, which `last` would move on; in microseconds since the epoch. */
  readonly sinceUs: number | null;
  readonly untilUs: number | null;
  /** Of the hit: a `real` and a `timestamptz`, as PostgreSQL writes them. */
  readonly rank: string;
  readonly at: string;
  readonly source: string;
  readonly id: string;
}

/** A snapshot names every transaction under way; more than there are connections anywhere. */
const MAX_LENGTH = 65_536;

const RANK = /^\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,2})?$/;
const AT = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00( BC)?$/;
const SNAPSHOT = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19},)*\d{1,19})?$/;

/** A position as a caller gets it. */
export function encodePosition(position: SearchPosition): string {
  const { searchId, question, snapshot, correctedQuery, sinceUs, untilUs, rank, at, source, id } = position;
  const parts = [searchId, question, snapshot, correctedQuery, sinceUs, untilUs, rank, at, source, id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Reads what {@link encodePosition} wrote. Nobody is kept from writing one: it is a place among what the asker finds, and opens nothing.
 * @throws SluiceError `BAD_USER_INPUT` for anything else.
 */
export function decodePosition(cursor: string): SearchPosition {
  const position = readParts(cursor);
  if (position === null) throw notACursor();
  return position;
}

/** The error for what is no cursor of a search. */
export function notACursor(cause?: unknown): SluiceError {
  return new SluiceError(
    'BAD_USER_INPUT',
    '"after" is not a cursor: give the endCursor of an earlier page of the same search, as it was.',
    { cause },
  );
}

function readParts(cursor: string): SearchPosition | null {
  if (cursor.length > MAX_LENGTH) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(parts)) return null;
  const [searchId, question, snapshot, correctedQuery, sinceUs, untilUs, rank, at, source, id] =
    parts as readonly unknown[];
  if (!isText(searchId) || !isUuid(searchId) || !isText(question)) return null;
  if (!isText(snapshot) || !isSnapshot(snapshot)) return null;
  if (correctedQuery !== null && !isText(correctedQuery)) return null;
  if (!isMicroseconds(sinceUs) || !isMicroseconds(untilUs)) return null;
  if (!isText(rank) || !RANK.test(rank) || !isText(at) || !AT.test(at)) return null;
  if (!isText(source) || !isText(id) || !isUuid(id)) return null;
  return { searchId, question, snapshot, correctedQuery, sinceUs, untilUs, rank, at, source, id };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Within the years that a filter can name. */
function isMicroseconds(value: unknown): value is number | null {
  return (
    value === null ||
    (Number.isSafeInteger(value) && !Number.isNaN(new Date((value as number) / 1000).getTime()))
  );
}

/** `xmin:xmax:xip,…`, ascending, as PostgreSQL demands it. */
function isSnapshot(text: string): boolean {
  const match = SNAPSHOT.exec(text);
  if (match === null) return false;
  const [xmin, xmax] = [BigInt(match[1]!), BigInt(match[2]!)];
  if (xmin === 0n || xmin > xmax) return false;
  let before = xmin;
  for (const each of match[3]?.split(',') ?? []) {
    const xid = BigInt(each);
    if (xid < before || xid >= xmax) return false;
    before = xid;
  }
  return true;
}
