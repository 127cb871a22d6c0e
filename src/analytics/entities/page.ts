import { SluiceError } from '../../errors/sluice-error.js';
import { isUuid } from '../../tenancy/uuid.js';
import { instant } from '../compiler/compile-filter.js';
import type { Parameters } from '../compiler/parameters.js';
import type { Page } from '../graphql/page-type.js';

/** The place of a record in the order by its time and id, newest first. */
export interface PagePosition {
  /** Microseconds since the epoch, in decimal. */
  readonly timeUs: string;
  readonly id: string;
}

/**
 * Cuts a page out of what was found.
 * @param found `first` records and, where there are more, one of those.
 */
export function pageOf<Value>(
  found: readonly Value[],
  first: number,
  positionOf: (value: Value) => PagePosition,
): Page<Value> {
  const nodes = found.slice(0, first);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: {
      hasNextPage: found.length > first,
      endCursor: last === undefined ? null : encodeCursor(positionOf(last)),
    },
  };
}

/**
 * A condition that holds for what lies behind a cursor in the order by `timeColumn` and `id`, newest first.
 * @throws SluiceError `BAD_USER_INPUT` for what {@link pageOf} never gave.
 */
export function behindCursor(cursor: string, timeColumn: string, parameters: Parameters): string {
  const { timeUs, id } = decodeCursor(cursor);
  return `(${timeColumn}, id) < (${instant(Number(timeUs), parameters)}, ${parameters.add(id, 'uuid')})`;
}

/** Points behind this record; stays right while records arrive. */
function encodeCursor({ timeUs, id }: PagePosition): string {
  return Buffer.from(`${timeUs}:${id}`).toString('base64url');
}

function decodeCursor(cursor: string): PagePosition {
  // Sixteen digits are some centuries, and a number holds them exactly.
  const [, timeUs, id] =
    /^(-?\d{1,16}):(.*)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (timeUs === undefined || !isUuid(id!)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      '"after" is not a cursor: give the endCursor of an earlier page, as it was.',
    );
  }
  return { timeUs, id: id! };
}
