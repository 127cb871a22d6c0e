import { SluiceError } from '../../errors/sluice-error.js';
import { assertScope, missingScope, type Principal } from '../../tenancy/principal.js';
import { TEXT_FILTER, type Dataset, type Dimension, type TextSource } from '../model/dataset.js';
import type { ComparisonOperator, Filter, TimeRange } from './analytic-question.js';
import { readSearchText, type TextFilterInput } from './search-text.js';
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
const MAX_SEARCHES = 10;

/**
 * Reads a coerced `where` argument. Conditions on the dataset's time that must hold (at the top or under `and`) become the range,
 * which decides what a rollup can answer; under `or` and `not` they are conditions like all others.
 * @throws SluiceError `BAD_USER_INPUT` or `FORBIDDEN`.
 */
export function readFilter(where: FilterInput | null | undefined, context: FilterContext): ReadFilter {
  const read = readConditions(where, context);
  const searches = conditionsOf(read.filter).filter(({ kind }) => kind === 'text').length;
  if (searches <= MAX_SEARCHES) return read;
  throw new SluiceError(
    'BAD_USER_INPUT',
    `The filter searches ${searches} times; at most ${MAX_SEARCHES} are allowed.`,
  );
}

function readConditions(where: FilterInput | null | undefined, context: FilterContext): ReadFilter {
  if (where == null) return { range: UNBOUNDED, filter: null };
  let range = UNBOUNDED;
  const terms: Filter[] = [];
  for (const [name, value] of Object.entries(where)) {
    if (value == null) continue;
    if (name === 'and') {
      for (const each of value as FilterInput[]) {
        const inner = readConditions(each, context);
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
      if (name === TEXT_FILTER && context.dataset.text !== null) {
        return readText(value as TextFilterInput, context.dataset.text, context.principal);
      }
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

function readText(input: TextFilterInput, { source, scope }: TextSource, principal: Principal): Filter {
  assertScope(principal, scope, `Filtering by "${TEXT_FILTER}"`);
  return { kind: 'text', source, ...readSearchText(input) };
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
  return new Set(conditionsOf(filter).flatMap((each) => (each.kind === 'compare' ? [each.dimension] : [])));
}

/** Whether a filter searches anywhere in it. */
export function isFilteredByText(filter: Filter | null): boolean {
  return conditionsOf(filter).some(({ kind }) => kind === 'text');
}

type Condition = Extract<Filter, { kind: 'compare' | 'text' }>;

/** What a filter is made of, without how it is put together. */
function conditionsOf(filter: Filter | null): readonly Condition[] {
  if (filter === null) return [];
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.flatMap(conditionsOf);
    case 'not':
      return conditionsOf(filter.term);
    case 'compare':
    case 'text':
      return [filter];
  }
}
