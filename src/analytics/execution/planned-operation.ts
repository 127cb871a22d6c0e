import type { Statement } from '../../tenancy/statement.js';
import type { SourcePlan } from '../planner/source-plan.js';
import type { PreparedField, QuestionPart } from './analytic-part.js';

/** A question with where it is read and the statement that reads it. */
export interface PlannedQuestion {
  readonly part: QuestionPart;
  readonly plan: SourcePlan;
  readonly statement: Statement;
}

/** An analytic field with the plans of its questions, in the order of its parts. */
export interface PlannedField {
  readonly prepared: PreparedField;
  readonly questions: readonly PlannedQuestion[];
}

/** All analytic fields of an operation, planned under the same assumptions. */
export interface PlannedOperation {
  /** In the order of the operation's fields; an error where one was refused. */
  readonly fields: readonly (PlannedField | Error)[];
  /** Tables that are asked about, by qualified name. */
  readonly datasets: readonly string[];
  /** Rollups that are read, by their views' qualified names. */
  readonly rollups: readonly string[];
  /** Those of the datasets whose tables are read. */
  readonly tables: readonly string[];
  /** Until when each dataset was taken to be archived, in microseconds since the epoch; null for not at all. */
  readonly archivedUntilUs: ReadonlyMap<string, number | null>;
}

/** The fields that were not refused. */
export function plannedFields({ fields }: PlannedOperation): readonly PlannedField[] {
  return fields.filter((field): field is PlannedField => !(field instanceof Error));
}
