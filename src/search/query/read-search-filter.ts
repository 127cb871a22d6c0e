import type { TimeRange } from '../../analytics/question/analytic-question.js';
import { readTimeRange, type TimeFilterInput } from '../../analytics/question/time-range.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { isUuid } from '../../tenancy/uuid.js';
import type { SearchFilter } from '../model/search-source.js';
import type { FilterField } from './search-filter-input.js';

/** What a document must be to be found, whatever its words. */
export interface ReadSearchFilter {
  readonly range: TimeRange;
  /** The values accepted, as the table has them; what is not named here may be anything. */
  readonly values: Readonly<Partial<Record<SearchFilter, readonly string[]>>>;
}

/** What a caller may say of one value. */
interface ValueFilterInput {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
}

/** A coerced `where` argument. */
export type SearchFilterArgument = Readonly<
  Record<string, ValueFilterInput | TimeFilterInput | null | undefined>
>;

const MAX_VALUES = 100;
const UNBOUNDED: TimeRange = { sinceUs: null, untilUs: null };
/** What no text of a table can have. */
const IMPOSSIBLE = /[\0\p{Cs}]/u;

/**
 * Reads a coerced `where` argument; all conditions in it must hold.
 * @throws SluiceError `BAD_USER_INPUT`.
 */
export function readSearchFilter(
  where: SearchFilterArgument | null,
  fields: readonly FilterField[],
  timezone: string,
  now: () => Date,
): ReadSearchFilter {
  const { createdAt, ...others } = where ?? {};
  const range =
    createdAt == null ? UNBOUNDED : readTimeRange(createdAt as TimeFilterInput, timezone, now, 'createdAt');
  const values = fields.flatMap((field) => {
    const input = others[field.name] as ValueFilterInput | null | undefined;
    const accepted = input == null ? null : readValues(input, field);
    return accepted === null ? [] : [[field.filter, accepted] as const];
  });
  return { range, values: Object.fromEntries(values) };
}

/** The values that satisfy all conditions; null where there is none. */
function readValues(input: ValueFilterInput, field: FilterField): readonly string[] | null {
  const lists = [...(input.eq == null ? [] : [[input.eq]]), ...(input.in == null ? [] : [input.in])];
  if (lists.length === 0) return null;
  for (const { length } of lists) {
    if (length <= MAX_VALUES) continue;
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The filter on "${field.name}" lists ${length} values; at most ${MAX_VALUES} are allowed.`,
    );
  }
  const stored = lists.map((list) => list.map((value) => storedValue(value, field)));
  return stored[0]!.filter((value) => stored.every((list) => list.includes(value)));
}

function storedValue(value: string, { name, kind }: FilterField): string {
  if (kind === 'id' && !isUuid(value)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The filter on "${name}" takes ids, and "${value.slice(0, 64)}" is none.`,
    );
  }
  if (IMPOSSIBLE.test(value)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The filter on "${name}" holds a character that no text can have.`,
    );
  }
  return kind === 'text' ? value : value.toLowerCase();
}
