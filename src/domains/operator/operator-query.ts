import { Ctx, FieldResolver, ObjectType, Query, Resolver } from 'type-graphql';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import { assertScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { FAILED_JOB_FIELDS, FAILED_JOBS, FailedJob } from './failed-job.js';
import { ROLLUP_CONDITION_FIELDS, ROLLUP_CONDITIONS, RollupCondition } from './rollup-condition.js';
import { WAITING_ROWS, WAITING_ROWS_FIELDS, WaitingRows } from './waiting-rows.js';

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
  rollups(@Ctx() { database }: RequestContext): Promise<RollupCondition[]> {
    return readObjects(database, 'rollups', ROLLUP_CONDITIONS, ROLLUP_CONDITION_FIELDS);
  }

  @FieldResolver(() => [FailedJob], {
    description:
      'Jobs of the worker that have failed for the last time, newest first; none is as it should be.',
  })
  failedJobs(@Ctx() { database }: RequestContext): Promise<FailedJob[]> {
    return readObjects(database, 'failed_jobs', FAILED_JOBS, FAILED_JOB_FIELDS);
  }

  @FieldResolver(() => [WaitingRows], {
    description: 'Tables with rows outside every partition; none is as it should be.',
  })
  waitingRows(@Ctx() { database }: RequestContext): Promise<WaitingRows[]> {
    return readObjects(database, 'waiting_rows', WAITING_ROWS, WAITING_ROWS_FIELDS);
  }
}

async function readObjects<Value>(
  database: GatewayDatabase,
  name: string,
  text: string,
  fields: readonly (keyof Value & string)[],
): Promise<Value[]> {
  const rows = await database.withoutTenant({ name: `sluice_operator_${name}`, text, values: [] });
  return rows.map((row) => Object.fromEntries(fields.map((field, i) => [field, row[i]])) as Value);
}
