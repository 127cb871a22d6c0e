import { compileQuestion } from '../compiler/compile-question.js';
import type { Dataset } from '../model/dataset.js';
import { planMaterialized } from '../planner/plan-materialized.js';
import { planSource } from '../planner/plan-source.js';
import type { RollupState } from '../planner/rollup-states.js';
import type { Assumptions, Need, PlanningContext } from '../planner/source-plan.js';
import { filterDimensions, isFilteredByText } from '../question/read-filter.js';
import { questionParts, type PreparedField, type QuestionPart } from './analytic-part.js';
import { asError } from './as-error.js';
import type { PlannedField, PlannedOperation, PlannedQuestion } from './planned-operation.js';

/** Plans where to read each question of an operation and compiles the statements; a field that cannot be planned is refused alone. */
export function planOperation(
  fields: readonly (PreparedField | Error)[],
  states: ReadonlyMap<string, RollupState>,
  assumptionsOf: (dataset: Dataset) => Assumptions,
): PlannedOperation {
  const planned = fields.map((field) =>
    field instanceof Error ? field : planField(field, states, assumptionsOf(field.scope.dataset)),
  );
  const answerable = planned.filter((field): field is PlannedField => !(field instanceof Error));
  const questions = answerable.flatMap((field) => field.questions);
  const datasets = new Map(
    answerable.map(({ prepared }) => [prepared.scope.dataset.table, prepared.scope.dataset]),
  );
  return {
    fields: planned,
    datasets: [...datasets.keys()].sort(),
    rollups: distinct(questions.flatMap(({ plan }) => (plan.rollup === null ? [] : [plan.rollup.view]))),
    tables: distinct(
      answerable
        .filter((field) => field.questions.some(({ plan }) => plan.rollup === null || plan.edges.length > 0))
        .map(({ prepared }) => prepared.scope.dataset.table),
    ),
    archivedUntilUs: new Map(
      [...datasets].map(([table, dataset]) => [table, assumptionsOf(dataset).archivedUntilUs]),
    ),
  };
}

function planField(
  prepared: PreparedField,
  states: ReadonlyMap<string, RollupState>,
  assumptions: Assumptions,
): PlannedField | Error {
  try {
    const questions = questionParts(prepared).map((part) =>
      planQuestion(prepared, part, states, assumptions),
    );
    return { prepared, questions };
  } catch (error) {
    return asError(error);
  }
}

function planQuestion(
  { scope, zone, isMaterialized }: PreparedField,
  part: QuestionPart,
  states: ReadonlyMap<string, RollupState>,
  assumptions: Assumptions,
): PlannedQuestion {
  const { question } = part;
  const need: Need = {
    groupings: question.kind === 'rows' ? question.groupings : [],
    aggregates: question.parts.aggregates,
    filterDimensions: filterDimensions(scope.filter),
    isFilteredByText: isFilteredByText(scope.filter),
    range: scope.range,
    timezone: scope.timezone,
  };
  const context: PlanningContext = { dataset: scope.dataset, need, zone, states, assumptions };
  const plan = isMaterialized ? planMaterialized(context) : planSource(context);
  return { part, plan, statement: compileQuestion(scope, question, plan) };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
