import type { Conditions } from '../../freshness/conditions.js';
import { conditionStatements, readConditions } from '../../freshness/read-conditions.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Rows, Statement } from '../../tenancy/statement.js';
import { guardStatement } from '../compiler/compile-guard.js';
import { foldedDaysStatement, readFoldedDays, type FoldedDays } from './folded-days.js';
import { hasPart } from './analytic-part.js';
import { plannedFields, type PlannedOperation, type PlannedQuestion } from './planned-operation.js';

/** What one snapshot has said. */
export interface SnapshotReading {
  readonly conditions: Conditions;
  /** The answer of each question, as JSON text. */
  readonly answers: ReadonlyMap<PlannedQuestion, string>;
  /** Questions whose rollup has buckets outside of the plan's guard. */
  readonly unguarded: ReadonlySet<PlannedQuestion>;
  /** Read only where an explanation was asked for; empty else. */
  readonly foldedDays: FoldedDays;
}

/**
 * Asks all questions of a planned operation, and the conditions that the answers depend on, in one tenant transaction, one round trip,
 * under one snapshot.
 * @throws SluiceError what the transaction throws.
 */
export async function readSnapshot(
  planned: PlannedOperation,
  { principal, database }: RequestContext,
  signal: AbortSignal,
): Promise<SnapshotReading> {
  const fields = plannedFields(planned);
  const questions = fields.flatMap((field) => field.questions);
  const guarded = questions.filter(({ plan }) => plan.guard !== null);
  const isExplained =
    planned.rollups.length > 0 && fields.some(({ prepared }) => hasPart(prepared, 'explain'));
  const asked = conditionStatements(planned.datasets, planned.rollups);
  const statements: Statement[] = [
    ...asked,
    ...questions.map(({ statement }) => statement),
    ...guarded.map(({ plan }) => guardStatement(plan)),
    ...(isExplained ? [foldedDaysStatement(planned.rollups)] : []),
  ];
  // Locked before the snapshot is taken: what truncates or moves rows, and is waited for, is then in the snapshot.
  const results = await database.tenantTransaction(principal.tenantId, statements, {
    signal,
    locks: planned.tables,
  });
  const answers = results.slice(asked.length);
  const guards = answers.slice(questions.length);
  return {
    conditions: readConditions(results.slice(0, asked.length)),
    answers: new Map(questions.map((question, index) => [question, answers[index]![0]![0] as string])),
    unguarded: new Set(guarded.filter((_, index) => isTrue(guards[index]!))),
    foldedDays: isExplained ? readFoldedDays(results.at(-1)!) : new Map(),
  };
}

function isTrue([row]: Rows): boolean {
  return row![0] === true;
}
