import type { Statement } from '../../tenancy/statement.js';
import type { SourcePlan } from '../planner/source-plan.js';
import { compileRange } from './compile-filter.js';
import { Parameters } from './parameters.js';

/**
 * Asks whether the plan's rollup has a bucket of the tenant outside of its guard: one row, one boolean.
 * @param plan one with a rollup and a guard.
 */
export function guardStatement({ rollup, guard }: SourcePlan): Statement {
  const parameters = new Parameters();
  const inside = compileRange(rollup!.timeColumn, guard!, [], parameters);
  return {
    text: `select exists (select from ${rollup!.view} where not (${inside}))`,
    values: parameters.values,
  };
}
