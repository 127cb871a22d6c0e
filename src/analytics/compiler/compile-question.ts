import type { Statement } from '../../tenancy/statement.js';
import type { Aggregate } from '../model/aggregate.js';
import type { Measure } from '../model/dataset.js';
import type { QuestionScope, RowsQuestion, TotalsQuestion } from '../question/analytic-question.js';
import type { SourcePlan } from '../planner/source-plan.js';
import { compileFill } from './compile-fill.js';
import { compileGroups } from './compile-groups.js';
import { objectSql } from './json-sql.js';
import { Parameters } from './parameters.js';

/**
 * The statement that answers a question: one row with one text column, the JSON array of rows or the JSON object of totals.
 * Its text depends on the question's shape alone, never on its values or response names (but that equal values are sent once).
 */
export function compileQuestion(
  scope: QuestionScope,
  question: RowsQuestion | TotalsQuestion,
  plan: SourcePlan,
): Statement {
  const parameters = new Parameters();
  const text =
    question.kind === 'rows'
      ? compileRows(scope, question, plan, parameters)
      : compileTotals(scope, question, plan, parameters);
  return { text, values: parameters.values };
}

function compileRows(
  scope: QuestionScope,
  question: RowsQuestion,
  plan: SourcePlan,
  parameters: Parameters,
): string {
  const { aggregates, indexes } = question.parts;
  const groups = compileGroups(
    scope,
    { groupings: question.groupings, aggregates: selectable(question, aggregates) },
    plan,
    parameters,
  );
  const filled = question.fill ? compileFill(groups, scope, question, aggregates, parameters) : groups;
  const columns = [
    ...question.groupings.map((_, i) => `g${i}`),
    ...question.measures.map((measure, i) => `${finish(measure, indexes[i]!)} as m${i}`),
  ];
  const order = question.order.map((term) => `${orderKey(question, term)} ${term.direction} nulls last`);
  const orderBy = order.length === 0 ? '' : ` order by ${order.join(', ')}`;
  const selected = columns.length === 0 ? 'p0' : columns.join(', ');
  const inner = `select ${selected} from (${filled}) a${orderBy} limit ${parameters.add(question.limit, 'bigint')}`;
  const object = objectSql(
    question.columns,
    question.groupings,
    question.measures,
    VALUES,
    scope.timezone,
    parameters,
  );
  return `select '[' || coalesce(string_agg(${object}, ','), '') || ']' from (${inner}) r`;
}

function compileTotals(
  scope: QuestionScope,
  question: TotalsQuestion,
  plan: SourcePlan,
  parameters: Parameters,
): string {
  const { aggregates, indexes } = question.parts;
  const groups = compileGroups(
    scope,
    { groupings: [], aggregates: selectable(question, aggregates) },
    plan,
    parameters,
  );
  const columns = question.measures.map((measure, i) => `${finish(measure, indexes[i]!)} as m${i}`);
  const object = objectSql(question.columns, [], question.measures, VALUES, scope.timezone, parameters);
  return `select ${object} from (select ${columns.length === 0 ? 'p0' : columns.join(', ')} from (${groups}) a) r`;
}

/** Where only constants such as `__typename` are selected, a count stands in, so that there is something to select. */
function selectable(
  question: RowsQuestion | TotalsQuestion,
  aggregates: readonly Aggregate[],
): readonly Aggregate[] {
  const isEmpty = aggregates.length === 0 && (question.kind === 'totals' || question.groupings.length === 0);
  return isEmpty ? [{ fn: 'count', expression: null, where: null }] : aggregates;
}

const VALUES = {
  grouping: (index: number): string => `r.g${index}`,
  measure: (index: number): string => `r.m${index}`,
};

function finish(measure: Measure, partIndexes: readonly number[]): string {
  return measure.formula.finish(partIndexes.map((index) => `p${index}`));
}

/** Text is ordered by code point, the same in every database whatever its locale. */
function orderKey(question: RowsQuestion, term: RowsQuestion['order'][number]): string {
  if (term.by === 'measure') return `m${term.index}`;
  const { kind } = question.groupings[term.index]!.dimension;
  return kind === 'text' || kind === 'enum' ? `g${term.index} collate "C"` : `g${term.index}`;
}
