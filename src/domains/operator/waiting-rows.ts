import { Field, ObjectType } from 'type-graphql';
import { LongScalar } from '../../analytics/graphql/long-scalar.js';

@ObjectType({
  description: 'Rows that wait in a default partition for the partition of their month to be made.',
})
export class WaitingRows {
  @Field(() => String, { description: 'The partitioned table.' })
  table!: string;
  @Field(() => LongScalar, { description: 'How many rows wait.' })
  rowCount!: string;
}

/** One row for each table with such rows, its columns in the order of {@link WAITING_ROWS_FIELDS}. */
export const WAITING_ROWS =
  'select table_name, row_count from sluice.default_partition_rows() where row_count > 0 order by table_name';

export const WAITING_ROWS_FIELDS = ['table', 'rowCount'] as const satisfies readonly (keyof WaitingRows)[];
