import { getArgumentValues, type FieldNode, type GraphQLObjectType } from 'graphql';
import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { missingScope, type Principal } from '../../tenancy/principal.js';
import type { Dataset, Dimension, GroupingKey, Measure } from '../model/dataset.js';
import type { Grain } from '../model/grain.js';
import type { OrderTerm, OutputColumn, RowsQuestion, TotalsQuestion } from './analytic-question.js';
import { measureParts } from './measure-parts.js';

/** The arguments of an analytic field that shape its rows. */
export interface RowsArguments {
  readonly orderBy?: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[] | null;
  readonly limit: number;
  readonly fill: boolean;
}

/** What reading a selection depends on. */
export interface SelectionContext {
  readonly dataset: Dataset;
  readonly principal: Principal;
  readonly variables: Readonly<Record<string, unknown>>;
}

export const MAX_LIMIT = 10_000;
const MAX_COLUMNS = 100;

type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Reads the question from what was selected of `rows`: the selected dimensions are the group-by.
 * @throws SluiceError `BAD_USER_INPUT` or `FORBIDDEN`.
 */
export function readRows(
  fields: CollectedFields,
  rowType: GraphQLObjectType,
  args: RowsArguments,
  context: SelectionContext,
): RowsQuestion {
  assertFromOneTo('limit', args.limit, MAX_LIMIT);
  const selection = readSelection(fields, rowType, context);
  const order = readOrder(args, selection, context);
  if (args.fill && !selection.groupings.some((key) => key.dimension === context.dataset.time)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `"fill" fills gaps in time, so "${context.dataset.time.name}" must be selected in rows.`,
    );
  }
  const parts = measureParts(selection.measures);
  return { kind: 'rows', ...selection, parts, order, limit: args.limit, fill: args.fill };
}

/** Reads the question from what was selected of `totals`. */
export function readTotals(
  fields: CollectedFields,
  totalsType: GraphQLObjectType,
  context: SelectionContext,
): TotalsQuestion {
  const { columns, measures } = readSelection(fields, totalsType, context);
  return { kind: 'totals', columns, measures, parts: measureParts(measures) };
}

interface Selection {
  readonly columns: OutputColumn[];
  readonly groupings: GroupingKey[];
  readonly measures: Measure[];
}

function readSelection(
  fields: CollectedFields,
  type: GraphQLObjectType,
  context: SelectionContext,
): Selection {
  if (fields.size > MAX_COLUMNS) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `${fields.size} columns are selected; at most ${MAX_COLUMNS} are allowed.`,
    );
  }
  const selection: Selection = { columns: [], groupings: [], measures: [] };
  for (const [responseName, nodes] of fields) {
    const node = nodes[0]!;
    selection.columns.push({ responseName, value: readColumn(node, type, selection, context) });
  }
  return selection;
}

function readColumn(
  node: FieldNode,
  type: GraphQLObjectType,
  selection: Selection,
  context: SelectionContext,
): OutputColumn['value'] {
  const name = node.name.value;
  if (name === '__typename') return { type: 'constant', text: type.name };
  const measure = context.dataset.measures.get(name);
  if (measure !== undefined) {
    assertVisible(measure, context.principal);
    return { type: 'measure', index: indexOfMeasure(selection.measures, measure) };
  }
  const dimension = context.dataset.dimensions.get(name)!;
  assertVisible(dimension, context.principal);
  const grain = dimension.kind === 'time' ? readGrain(node, type, context) : null;
  return { type: 'grouping', index: indexOfGrouping(selection.groupings, { dimension, grain }) };
}

function readGrain(node: FieldNode, type: GraphQLObjectType, context: SelectionContext): Grain {
  const { grain } = getArgumentValues(type.getFields()[node.name.value]!, node, context.variables);
  return String(grain).toLowerCase() as Grain;
}

function readOrder(args: RowsArguments, selection: Selection, context: SelectionContext): OrderTerm[] {
  const order: OrderTerm[] = [];
  for (const { field, direction } of args.orderBy ?? []) {
    const lower = direction === 'DESC' ? 'desc' : 'asc';
    const measure = context.dataset.measures.get(field);
    if (measure !== undefined) {
      assertVisible(measure, context.principal);
      order.push({ by: 'measure', index: indexOfMeasure(selection.measures, measure), direction: lower });
      continue;
    }
    const selected = selection.groupings.flatMap((key, index) =>
      key.dimension.name === field ? [index] : [],
    );
    if (selected.length === 0) {
      throw new SluiceError(
        'BAD_USER_INPUT',
        `orderBy names the dimension "${field}", which is not selected in rows.`,
      );
    }
    for (const index of selected) order.push({ by: 'grouping', index, direction: lower });
  }
  // The groupings that were not named break ties, so that the order is total and a page never changes by chance.
  const named = new Set(order.flatMap((term) => (term.by === 'grouping' ? [term.index] : [])));
  for (const index of selection.groupings.keys()) {
    if (!named.has(index)) order.push({ by: 'grouping', index, direction: 'asc' });
  }
  return order;
}

function assertVisible(subject: Dimension | Measure, principal: Principal): void {
  if (subject.scope !== null && !principal.scopes.has(subject.scope)) {
    throw missingScope(subject.scope, `"${subject.name}"`);
  }
}

function indexOfMeasure(measures: Measure[], measure: Measure): number {
  const known = measures.indexOf(measure);
  return known === -1 ? measures.push(measure) - 1 : known;
}

function indexOfGrouping(groupings: GroupingKey[], key: GroupingKey): number {
  const known = groupings.findIndex((each) => each.dimension === key.dimension && each.grain === key.grain);
  return known === -1 ? groupings.push(key) - 1 : known;
}
