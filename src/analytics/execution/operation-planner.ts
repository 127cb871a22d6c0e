import { LRUCache } from 'lru-cache';
import type { RememberedConditions, RememberedRollup } from '../../freshness/remembered-conditions.js';
import type { Dataset } from '../model/dataset.js';
import type { RollupState, RollupStates } from '../planner/rollup-states.js';
import type { Assumptions } from '../planner/source-plan.js';
import type { PreparedField } from './analytic-part.js';
import { planOperation } from './plan-operation.js';
import type { PlannedOperation } from './planned-operation.js';

/** The fields of an operation that was read before: plans are remembered with them. */
export interface Plannable {
  readonly fields: readonly (PreparedField | Error)[];
}

interface RememberedPlan {
  readonly states: ReadonlyMap<string, RollupState>;
  readonly plan: PlannedOperation;
}

const MAX_PLANS = 2_000;
const DAY_US = 86_400_000_000;
/** About as often as rollups are folded. */
const OUTDATED_AFTER_MS = 5_000;

/**
 * Plans operations by what is known of the rollups' sizes and, for the tenant that asks, of their stale days. A plan holds no tenant's data
 * and serves every tenant of which the same is assumed.
 */
export class OperationPlanner {
  readonly #states: Pick<RollupStates, 'current'>;
  readonly #memory: RememberedConditions;
  readonly #plans = new LRUCache<string, RememberedPlan>({ max: MAX_PLANS });
  readonly #numbers = new WeakMap<Plannable, number>();
  #operations = 0;

  constructor(states: Pick<RollupStates, 'current'>, memory: RememberedConditions) {
    this.#states = states;
    this.#memory = memory;
  }

  /**
   * The plan of an operation for a tenant, by what snapshots have last said.
   * @param isCautious whether nothing that can change is to be read from rollups: for when what snapshots say is outdated at once.
   */
  plan(operation: Plannable, tenantId: string, isCautious: boolean): PlannedOperation {
    const states = this.#states.current();
    const assumptionsOf = (dataset: Dataset): Assumptions =>
      this.#assume(dataset, tenantId, isCautious, states);
    if (isCautious) return planOperation(operation.fields, states, assumptionsOf);
    const key = `${this.#numberOf(operation)} ${signatureOf(operation, assumptionsOf)}`;
    const remembered = this.#plans.get(key);
    if (remembered?.states === states) return remembered.plan;
    const plan = planOperation(operation.fields, states, assumptionsOf);
    this.#plans.set(key, { states, plan });
    return plan;
  }

  #numberOf(operation: Plannable): number {
    let number = this.#numbers.get(operation);
    if (number === undefined) {
      number = ++this.#operations;
      this.#numbers.set(operation, number);
    }
    return number;
  }

  #assume(
    dataset: Dataset,
    tenantId: string,
    isCautious: boolean,
    states: ReadonlyMap<string, RollupState>,
  ): Assumptions {
    // Archiving only moves forward, so the later of two reports is the newer one.
    const reports = [
      this.#memory.dataset(tenantId, dataset.table)?.archivedUntilUs ?? null,
      ...dataset.rollups.map(({ view }) => states.get(view)?.archivedUntilUs ?? null),
    ];
    const heard = new Map(dataset.rollups.map(({ view }) => [view, this.#memory.rollup(tenantId, view)]));
    const newest = [...heard.values()].reduce(newer, undefined);
    return {
      archivedUntilUs: reports.reduce(later, null),
      staleDaysUs: (view) => (isCautious ? 'all' : bestGuess(heard.get(view), newest)),
    };
  }
}

/**
 * The rollups of a dataset have one change log and are folded in turn: what has just been heard of one of them is a better guess than
 * what was heard of another long ago. A day too many costs little, one too few another attempt.
 */
function bestGuess(
  own: RememberedRollup | undefined,
  newest: RememberedRollup | undefined,
): readonly number[] {
  if (newest === undefined) return [];
  if (own === undefined || own.learnedAtMs < newest.learnedAtMs - OUTDATED_AFTER_MS)
    return newest.staleDaysUs;
  if (own.learnedAtMs === newest.learnedAtMs || newest.staleDaysUs.length === 0) return own.staleDaysUs;
  return [...new Set([...own.staleDaysUs, ...newest.staleDaysUs])].sort((a, b) => a - b);
}

function newer(
  a: RememberedRollup | undefined,
  b: RememberedRollup | undefined,
): RememberedRollup | undefined {
  return a === undefined || (b !== undefined && b.learnedAtMs > a.learnedAtMs) ? b : a;
}

/** What a plan for the operation depends on, of all that is assumed: what lies outside of the fields' ranges does not matter. */
function signatureOf({ fields }: Plannable, assumptionsOf: (dataset: Dataset) => Assumptions): string {
  return fields
    .map((field) => {
      if (field instanceof Error) return '';
      const { dataset, range } = field.scope;
      const { archivedUntilUs, staleDaysUs } = assumptionsOf(dataset);
      const stale = dataset.rollups.map(({ view }) =>
        (staleDaysUs(view) as readonly number[])
          .filter((day) => day < (range.untilUs ?? Infinity) && day + DAY_US > (range.sinceUs ?? -Infinity))
          .join(','),
      );
      return `${archivedUntilUs ?? ''} ${stale.join(' ')}`;
    })
    .join('\n');
}

function later(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b > a) ? b : a;
}
