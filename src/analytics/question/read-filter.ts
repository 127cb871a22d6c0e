import { SluiceError } from '../../errors/sluice-error.js';
import { missingScope, type Principal } from '../../tenancy/principal.js';
import type { Dataset, Dimension } from '../model/dataset.js';
import type { ComparisonOperator, Filter, TimeRange } from './analytic-question.js';
import { intersectRanges, isoFromMicroseconds, readTimeRange, type TimeFilterInput } from './time-range.js';
import { isUuid } from '../../tenancy/uuid.js';

/** What a `where` argument says: a range of the dataset's time, and whatever else. */
export interface ReadFilter {
  readonly range: TimeRange;
  readonly filter: Filter | null;
}

/** What reading a filter depends on. */
export interface FilterContext {
  readonly dataset: Dataset;
  readonly principal: Principal;
  readonly timezone: string;
  /** Read only where the answer depends on it. */
  readonly now: () => Date;
}

type FilterInput = Readonly<Record<string, unknown>>;

const UNBOUNDED: TimeRange = { sinceUs: null, untilUs: null };
const MAX_FILTER_VALUES = 1_000;

/**
 * Reads a coerced `where` argument. Conditions on the dataset's time that must hold (at the top or under `and`) become the range,
 * which decides what a rollup can answer; under `or` and `not` they are conditions like all others.
 * @throws SluiceError `BAD_USER_INPUT` or `FORBIDDEN`.
 */
export function readFilter(where: FilterInput | null | undefined, context: FilterContext): ReadFilter {
  if (where == null) return { range: UNBOUNDED, filter: null };
  let range = UNBOUNDED;
  const terms: Filter[] = [];
  for (const [name, value] of Object.entries(where)) {
    if (value == null) continue;
    if (name === 'and') {
      for (const each of value as FilterInput[]) {
        const inner = readFilter(each, context);
        range = intersectRanges(range, inner.range);
        if (inner.filter !== null) terms.push(inner.filter);
      }
    } else if (name === context.dataset.time.name) {
      const { isNull, ...time } = value as TimeFilterInput & { isNull?: boolean | null };
      range = intersectRanges(range, readTimeRange(time, context.timezone, context.now, name));
      if (isNull != null) terms.push(compare(context.dataset.time, 'isNull', isNull));
    } else {
      terms.push(readTerm(name, value, context));
    }
  }
  return { range, filter: conjunction(terms) };
}

/** Reads one condition with everything in it, times included, as a filter. */
function readTerm(name: string, value: unknown, context: FilterContext): Filter {
  switch (name) {
    case 'and':
      return { kind: 'and', terms: (value as FilterInput[]).map((each) => readAsFilter(each, context)) };
    case 'or':
      return { kind: 'or', terms: (value as FilterInput[]).map((each) => readAsFilter(each, context)) };
    case 'not':
      return { kind: 'not', term: readAsFilter(value as FilterInput, context) };
    default: {
      const dimension = context.dataset.dimensions.get(name)!;
      if (dimension.scope !== null && !context.principal.scopes.has(dimension.scope)) {
        throw missingScope(dimension.scope, `Filtering by "${name}"`);
      }
      return dimension.kind === 'time'
        ? readTimeCondition(dimension, value as TimeFilterInput & { isNull?: boolean | null }, context)
        : readComparisons(dimension, value as FilterInput);
    }
  }
}

function readAsFilter(where: FilterInput, context: FilterContext): Filter {
  const terms = Object.entries(where).flatMap(([name, value]) =>
    value == null ? [] : [readTerm(name, value, context)],
  );
  return conjunction(terms) ?? { kind: 'and', terms: [] };
}

function readTimeCondition(
  dimension: Dimension,
  input: TimeFilterInput & { isNull?: boolean | null },
  context: FilterContext,
): Filter {
  const { sinceUs, untilUs } = readTimeRange(input, context.timezone, context.now, dimension.name);
  const terms: Filter[] = [];
  if (sinceUs !== null) terms.push(compare(dimension, 'gte', isoFromMicroseconds(sinceUs)));
  if (untilUs !== null) terms.push(compare(dimension, 'lt', isoFromMicroseconds(untilUs)));
  if (input.isNull != null) terms.push(compare(dimension, 'isNull', input.isNull));
  return conjunction(terms) ?? { kind: 'and', terms: [] };
}

function readComparisons(dimension: Dimension, input: FilterInput): Filter {
  const terms = Object.entries(input).flatMap(([operator, value]) =>
    value == null ? [] : [compare(dimension, operator as ComparisonOperator, storedValue(dimension, value))],
  );
  return conjunction(terms) ?? { kind: 'and', terms: [] };
}

type StoredValue = string | number | boolean | readonly (string | number)[];

function storedValue(dimension: Dimension, value: unknown): StoredValue {
  if (Array.isArray(value)) {
    if (value.length > MAX_FILTER_VALUES) {
      throw new SluiceError(
        'BAD_USER_INPUT',
        `The filter on "${dimension.name}" lists ${value.length} values; at most ${MAX_FILTER_VALUES} are allowed.`,
      );
    }
    return value.map((each) => storedValue(dimension, each) as string | number);
  }
  if (typeof value !== 'string') return value as number | boolean;
  if (value.includes('\u0000')) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The filter on "${dimension.name}" holds a NUL character, which no text can have.`,
    );
  }
  if (dimension.enumValues !== null) return dimension.enumValues.get(value)!;
  if (dimension.kind === 'uuid' && !isUuid(value)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The filter on "${dimension.name}" takes ids, and "${value.slice(0, 64)}" is none.`,
    );
  }
  return value;
}

function compare(dimension: Dimension, operator: ComparisonOperator, value: StoredValue): Filter {
  return { kind: 'compare', dimension, operator, value };
}

function conjunction(terms: readonly Filter[]): Filter | null {
  if (terms.length === 0) return null;
  return terms.length === 1 ? terms[0]! : { kind: 'and', terms };
}

/** The dimensions that a filter reads. */
export function filterDimensions(filter: Filter | null): ReadonlySet<Dimension> {
  const found = new Set<Dimension>();
  const visit = (each: Filter): void => {
    if (each.kind === 'compare') found.add(each.dimension);
    else if (each.kind === 'not') visit(each.term);
    else each.terms.forEach(visit);
  };
  if (filter !== null) visit(filter);
  return found;
}
