import 'reflect-metadata';
import { Arg, Extensions, Field, Int } from 'type-graphql';
import type { GraphQLField } from 'graphql';
import { datasetOf, type DatasetClass } from '../decorators/dataset-registry.js';
import type { Dataset } from '../model/dataset.js';
import { CacheModeEnum, FreshnessModeEnum } from './analytic-types.js';
import { createDatasetTypes, type DatasetTypes } from './dataset-types.js';

const EXTENSION = 'sluiceDataset';

export const DEFAULT_LIMIT = 1_000;

/**
 * Adds a dataset to a namespace type as an analytic field: `helpdesk { tickets(where: …) { rows { … } totals { … } } }`.
 * The field is nullable, so that one that is refused leaves its neighbours in peace.
 * @returns the types made, for fields of the domain's own that take the same filter.
 */
export function datasetField(
  namespace: new () => object,
  fieldName: string,
  target: DatasetClass,
): DatasetTypes {
  const dataset = datasetOf(target);
  const types = createDatasetTypes(target);
  const prototype = namespace.prototype as object;
  const method: TypedPropertyDescriptor<() => null> = { value: () => null };
  Field(() => types.result, {
    nullable: true,
    description: `${dataset.description} Needs the scope "${dataset.scope}".`,
  })(prototype, fieldName, method);
  Extensions({ [EXTENSION]: dataset })(prototype, fieldName, method);
  const args: [name: string, type: () => unknown, options: object][] = [
    ['where', () => types.filter, { nullable: true, description: 'Which rows of the table count.' }],
    [
      'orderBy',
      () => [types.order],
      { nullable: true, description: 'By the selected dimensions in turn unless told.' },
    ],
    [
      'limit',
      () => Int,
      { defaultValue: DEFAULT_LIMIT, description: 'The greatest number of rows, up to 10,000.' },
    ],
    [
      'timezone',
      () => String,
      { defaultValue: 'UTC', description: 'The IANA zone of time buckets and of times without offset.' },
    ],
    [
      'fill',
      () => Boolean,
      { defaultValue: false, description: 'Whether time buckets without rows appear, with counts of 0.' },
    ],
    [
      'freshness',
      () => FreshnessModeEnum,
      { defaultValue: FreshnessModeEnum.CURRENT, description: 'Which state of the data the answer shows.' },
    ],
    [
      'cache',
      () => CacheModeEnum,
      { defaultValue: CacheModeEnum.DEFAULT, description: 'Whether the answer may be one that was kept.' },
    ],
  ];
  for (const [index, [name, type, options]] of args.entries()) {
    Arg(name, type as never, options as never)(prototype, fieldName, index);
  }
  return types;
}

/** The dataset behind a field of the schema; null for every other field. */
export function datasetBehind(field: GraphQLField<unknown, unknown>): Dataset | null {
  return (field.extensions[EXTENSION] as Dataset | undefined) ?? null;
}
