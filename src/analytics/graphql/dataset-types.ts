import { Arg, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  datasetOf,
  dimensionDraftsOf,
  type DatasetClass,
  type DimensionDraft,
} from '../decorators/dataset-registry.js';
import { TEXT_FILTER, type Dataset, type Measure } from '../model/dataset.js';
import { screamingSnakeCase } from '../model/snake-case.js';
import { Explain, Freshness, GrainEnum, OrderDirectionEnum } from './analytic-types.js';
import { DateTimeScalar } from './date-time-scalar.js';
import { DecimalScalar } from './decimal-scalar.js';
import {
  BooleanFilter,
  enumFilter,
  IdFilter,
  IntFilter,
  StringFilter,
  TextFilter,
  TimeFilter,
} from './filter-types.js';
import { LongScalar } from './long-scalar.js';

type EmptyClass = new () => object;

/** The GraphQL types that one dataset class gives. */
export interface DatasetTypes {
  readonly result: EmptyClass;
  readonly filter: EmptyClass;
  readonly order: EmptyClass;
}

/**
 * Declares a dataset's row, totals, filter, order and result types with type-graphql, named after its class:
 * `TicketsRow`, `TicketsTotals`, `TicketsFilter`, `TicketsOrder`, `TicketsResult`.
 */
export function createDatasetTypes(target: DatasetClass): DatasetTypes {
  const dataset = datasetOf(target);
  const drafts = dimensionDraftsOf(target);
  const row = createRowType(dataset, drafts);
  const totals = createTotalsType(dataset);
  return {
    result: createResultType(dataset, row, totals),
    filter: createFilterType(dataset, drafts),
    order: createOrderType(dataset),
  };
}

function createRowType(dataset: Dataset, drafts: readonly DimensionDraft[]): EmptyClass {
  const row = objectType(
    `${dataset.name}Row`,
    `${dataset.description} One group, by the selected dimensions.`,
  );
  for (const draft of drafts) {
    const { name, description, isNullable } = draft;
    const field = Field(() => outputType(draft) as never, {
      nullable: isNullable,
      description: withScope(description, draft.scope),
    });
    if (!draft.isTime) {
      field(row.prototype, name);
    } else {
      // A field with arguments must be a method to type-graphql; bindDatasets gives it its resolver.
      field(row.prototype, name, { value: (): null => null });
      Arg('grain', () => GrainEnum, {
        defaultValue: GrainEnum.DAY,
        description: 'The bucket; its start is returned.',
      })(row.prototype, name, 0);
    }
  }
  addMeasures(row, dataset);
  return row;
}

function createTotalsType(dataset: Dataset): EmptyClass {
  const totals = objectType(
    `${dataset.name}Totals`,
    `${dataset.description} All groups together, whatever the limit.`,
  );
  addMeasures(totals, dataset);
  return totals;
}

function createResultType(dataset: Dataset, row: EmptyClass, totals: EmptyClass): EmptyClass {
  const result = objectType(`${dataset.name}Result`, `An answer about: ${dataset.description}`);
  const add = (name: string, type: unknown, nullable: boolean, description: string): void =>
    Field(() => type as never, { nullable, description })(result.prototype, name);
  add('rows', [row], false, 'One row for each combination of the selected dimensions.');
  add(
    'totals',
    totals,
    false,
    'The measures over everything that the filter lets through, not only over the rows returned.',
  );
  add('freshness', Freshness, false, 'How current the answer is.');
  add('explain', Explain, true, 'Which rollup answered and why. Needs the scope "explain".');
  return result;
}

function createFilterType(dataset: Dataset, drafts: readonly DimensionDraft[]): EmptyClass {
  const filter = class {};
  InputType(`${dataset.name}Filter`, { description: 'Conditions on rows; all that are given must hold.' })(
    filter,
  );
  for (const draft of drafts) {
    // Before the schema is built, for an enum's filter may be declared only now.
    const type = filterType(draft);
    Field(() => type, { nullable: true, description: draft.description })(filter.prototype, draft.name);
  }
  const combine = (name: string, type: unknown, description: string): void =>
    Field(() => type as never, { nullable: true, description })(filter.prototype, name);
  if (dataset.text !== null) {
    combine(TEXT_FILTER, TextFilter, withScope('The text of the row is found.', dataset.text.scope));
  }
  combine('and', [filter], 'All of these hold.');
  combine('or', [filter], 'At least one of these holds.');
  combine('not', filter, 'This does not hold.');
  return filter;
}

function createOrderType(dataset: Dataset): EmptyClass {
  const fields = Object.fromEntries(
    [...dataset.dimensions.keys(), ...dataset.measures.keys()].map((name) => [
      screamingSnakeCase(name),
      name,
    ]),
  );
  registerEnumType(fields, {
    name: `${dataset.name}OrderField`,
    description: 'A selected dimension, or any measure.',
  });
  const order = class {};
  InputType(`${dataset.name}Order`, { description: 'One key of the order of rows.' })(order);
  Field(() => fields as never, { description: 'What to order by.' })(order.prototype, 'field');
  Field(() => OrderDirectionEnum, {
    defaultValue: OrderDirectionEnum.ASC,
    description: 'Which end comes first.',
  })(order.prototype, 'direction');
  return order;
}

function objectType(name: string, description: string): EmptyClass {
  const type = class {};
  ObjectType(name, { description })(type);
  return type;
}

function addMeasures(type: EmptyClass, dataset: Dataset): void {
  for (const measure of dataset.measures.values()) {
    Field(() => measureType(measure) as never, {
      nullable: measure.formula.isNullable,
      description: withScope(measure.description, measure.scope),
    })(type.prototype, measure.name);
  }
}

function measureType(measure: Measure): unknown {
  switch (measure.formula.kind) {
    case 'integer':
      return LongScalar;
    case 'decimal':
      return DecimalScalar;
    case 'float':
      return Float;
  }
}

function outputType(draft: DimensionDraft): unknown {
  if (draft.isTime) return DateTimeScalar;
  const type = draft.type();
  return type === Number ? Int : type;
}

function filterType(draft: DimensionDraft): never {
  if (draft.isTime) return TimeFilter as never;
  const type = draft.type();
  if (type === String) return StringFilter as never;
  if (type === Boolean) return BooleanFilter as never;
  if (type === Number) return IntFilter as never;
  if (type === ID || typeof type === 'function') return IdFilter as never;
  return enumFilter(type as object) as never;
}

function withScope(description: string, scope: string | null): string {
  return scope === null ? description : `${description} Needs the scope "${scope}".`;
}
