import { SluiceError } from '../../errors/sluice-error.js';
import type { ChangeFeed } from '../../freshness/change-feed.js';
import type { Conditions } from '../../freshness/conditions.js';
import type { RememberedConditions } from '../../freshness/remembered-conditions.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { RollupStates } from '../planner/rollup-states.js';
import { isoFromMicroseconds } from '../question/time-range.js';
import { hasPart } from './analytic-part.js';
import { describeField } from './describe-plan.js';
import { freshnessOf } from './freshness.js';
import { isArchivedAsAssumed, isAsAssumed } from './is-as-assumed.js';
import type { OperationPlanner, Plannable } from './operation-planner.js';
import type { FieldReading, OperationReading } from './operation-reading.js';
import type { PlannedField, PlannedOperation } from './planned-operation.js';
import { readSnapshot, type SnapshotReading } from './read-snapshot.js';

export interface OperationReaderOptions {
  readonly planner: OperationPlanner;
  readonly memory: RememberedConditions;
  readonly states: Pick<RollupStates, 'load'>;
  readonly feed: Pick<ChangeFeed, 'learn' | 'position'>;
}

/** From the third attempt on, only what cannot have become stale is read from rollups; more are needed only while data is archived. */
const CAUTIOUS_FROM_ATTEMPT = 3;
const MAX_ATTEMPTS = 6;

/**
 * Answers operations from the database, exactly: it plans by what it last heard of stale days and archived time, asks in the same snapshot
 * what is true of them, and begins again where that is something else.
 */
export class OperationReader {
  readonly #options: OperationReaderOptions;

  constructor(options: OperationReaderOptions) {
    this.#options = options;
  }

  /**
   * Reads the answers.
   * @param signal cancels the running statement.
   * @throws SluiceError what a tenant transaction throws.
   */
  async read(operation: Plannable, request: RequestContext, signal: AbortSignal): Promise<OperationReading> {
    const { planner, states, feed } = this.#options;
    const { tenantId } = request.principal;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const planned = planner.plan(operation, tenantId, attempt >= CAUTIOUS_FROM_ATTEMPT);
      if (planned.fields.every((field) => field instanceof Error)) return refused(planned);
      const position = feed.position;
      const snapshot = await readSnapshot(planned, request, signal);
      this.#learn(tenantId, snapshot.conditions, position);
      if (isAsAssumed(planned, snapshot.conditions)) return readingOf(planned, snapshot);
      // What a rollup's archive holds is part of its state.
      if (!isArchivedAsAssumed(planned, snapshot.conditions)) await states.load();
    }
    throw new SluiceError(
      'DATABASE_UNAVAILABLE',
      'The data is being archived at this moment, so that no answer would be exact. Ask again.',
    );
  }

  #learn(tenantId: string, conditions: Conditions, position: number): void {
    const { memory, feed } = this.#options;
    memory.learn(tenantId, conditions);
    for (const [table, { dataVersion }] of conditions.datasets) {
      feed.learn(tenantId, table, dataVersion, position);
    }
  }
}

/** The version of several datasets is that of each, in the order of their names. */
export function joinVersions(versions: readonly string[]): string {
  return versions.join(',');
}

function readingOf(planned: PlannedOperation, snapshot: SnapshotReading): OperationReading {
  const { datasets } = snapshot.conditions;
  return {
    fields: planned.fields.map((field) =>
      field instanceof Error ? field : fieldReading(field, planned, snapshot),
    ),
    dataVersion: joinVersions(planned.datasets.map((table) => datasets.get(table)?.dataVersion ?? '')),
  };
}

function fieldReading(
  field: PlannedField,
  planned: PlannedOperation,
  { conditions, answers, unguarded, foldedDays }: SnapshotReading,
): FieldReading | Error {
  const outside = field.questions.find((question) => unguarded.has(question));
  if (outside !== undefined) return rowsOutside(outside.plan.guard!);
  return {
    json: field.questions.map((question) => answers.get(question)!),
    freshness: freshnessOf(field, conditions),
    explain: hasPart(field.prepared, 'explain') ? describeField(field, planned, foldedDays) : null,
  };
}

function rowsOutside({ sinceUs, untilUs }: { sinceUs: number | null; untilUs: number | null }): SluiceError {
  const bounds = [
    ...(sinceUs === null ? [] : [`since: "${isoFromMicroseconds(sinceUs)}"`]),
    ...(untilUs === null ? [] : [`until: "${isoFromMicroseconds(untilUs)}"`]),
  ].join(', ');
  return new SluiceError(
    'BAD_USER_INPUT',
    `"freshness: REFRESHED" reads rollups alone, and outside of ${bounds} they do not fit the clocks of the time zone. Bound the range so, or leave "freshness" out.`,
  );
}

function refused(planned: PlannedOperation): OperationReading {
  return { fields: planned.fields as readonly Error[], dataVersion: '' };
}
