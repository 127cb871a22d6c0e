import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { LongScalar } from '../../analytics/graphql/long-scalar.js';
import { assertScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Rows } from '../../tenancy/statement.js';

@ObjectType({ description: 'A rollup as the planner sees it, over all tenants.' })
export class RollupCondition {
  @Field(() => String, { description: 'The name of the rollup.' })
  name!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last refreshed; null where it never was.',
  })
  refreshedAt!: Date | null;
  @Field(() => LongScalar, { nullable: true, description: 'Its rows.' })
  rowCount!: string | null;
  @Field(() => LongScalar, { nullable: true, description: 'The rows of its base table, as of the refresh.' })
  tableRows!: string | null;
}

@ObjectType({
  description: 'Rows that wait in a default partition for the partition of their month to be made.',
})
export class WaitingRows {
  @Field(() => String, { description: 'The partitioned table.' })
  table!: string;
  @Field(() => LongScalar, { description: 'How many rows wait.' })
  rowCount!: string;
}

@ObjectType({ description: "The state of the installation. It holds no tenant's data." })
export class Operator {}

/** What an operator asks of a running gateway. Sizes are those of all tenants together, hence the scope of its own. */
@Resolver(() => Operator)
export class OperatorQuery {
  @Query(() => Operator, {
    nullable: true,
    description: 'The state of the installation. Needs the scope "operator".',
  })
  operator(@Ctx() request: RequestContext): Operator {
    assertScope(request.principal, 'operator', '"operator"');
    return new Operator();
  }

  @FieldResolver(() => [RollupCondition], { description: 'Every rollup, by name.' })
  async rollups(@Ctx() { database }: RequestContext): Promise<RollupCondition[]> {
    const rows = await database.withoutTenant({
      name: 'sluice_operator_rollups',
      text: 'select view_name, refreshed_at, row_count, table_rows from sluice.rollup_states() order by view_name',
      values: [],
    });
    return toObjects(rows, ['name', 'refreshedAt', 'rowCount', 'tableRows']);
  }

  @FieldResolver(() => [WaitingRows], {
    description: 'Tables with rows outside every partition; none is as it should be.',
  })
  async waitingRows(@Ctx() { database }: RequestContext): Promise<WaitingRows[]> {
    const rows = await database.withoutTenant({
      name: 'sluice_operator_waiting_rows',
      text: 'select table_name, row_count from sluice.default_partition_rows() where row_count > 0 order by table_name',
      values: [],
    });
    return toObjects(rows, ['table', 'rowCount']);
  }
}

function toObjects<Value>(rows: Rows, fields: readonly (keyof Value & string)[]): Value[] {
  return rows.map((row) => Object.fromEntries(fields.map((field, i) => [field, row[i]])) as Value);
}
