import { Field, Float, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { LongScalar } from '../../analytics/graphql/long-scalar.js';

@ObjectType({ description: 'A rollup as the planner and the worker see it, over all tenants.' })
export class RollupCondition {
  @Field(() => String, { description: 'The name of the rollup.' })
  name!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its view was last refreshed in full; null where it never was.',
  })
  refreshedAt!: Date | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Up to when view and delta together know the base table; null where it never was refreshed.',
  })
  foldedAt!: Date | null;
  @Field(() => Float, {
    description:
      'How old the oldest change is that view and delta lack; 0 where they lack none. Answers are exact whatever it says: such changes come from the base table.',
  })
  lagSeconds!: number;
  @Field(() => Float, { description: 'How old such a change may become before a worker folds it.' })
  lagTargetSeconds!: number;
  @Field(() => LongScalar, { nullable: true, description: 'The rows of its view, as of the refresh.' })
  rowCount!: string | null;
  @Field(() => LongScalar, {
    nullable: true,
    description: 'The rows that were computed anew since, and stand in its delta.',
  })
  deltaRows!: string | null;
  @Field(() => LongScalar, { nullable: true, description: 'The rows of its base table, as of the refresh.' })
  tableRows!: string | null;
}

/** One row for each rollup, its columns in the order of {@link ROLLUP_CONDITION_FIELDS}. */
export const ROLLUP_CONDITIONS = `
  select view_name, refreshed_at, folded_at,
    coalesce(greatest(extract(epoch from clock_timestamp() - oldest_pending_at), 0), 0)::float8,
    extract(epoch from lag_target)::float8, row_count, delta_rows, table_rows
  from sluice.rollup_states()
  order by view_name`;

export const ROLLUP_CONDITION_FIELDS = [
  'name',
  'refreshedAt',
  'foldedAt',
  'lagSeconds',
  'lagTargetSeconds',
  'rowCount',
  'deltaRows',
  'tableRows',
] as const satisfies readonly (keyof RollupCondition)[];
