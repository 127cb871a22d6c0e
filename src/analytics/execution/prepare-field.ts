import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
} from 'graphql';
import { assertScope, missingScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { collectAggregates } from '../compiler/compile-groups.js';
import { compileQuestion } from '../compiler/compile-question.js';
import { planSource } from '../planner/plan-source.js';
import type { RollupStates } from '../planner/rollup-states.js';
import type { ZoneCatalogue } from '../planner/zone-catalogue.js';
import type { ZoneProfile } from '../planner/zone-profile.js';
import type { QuestionScope, RowsQuestion, TotalsQuestion } from '../question/analytic-question.js';
import { assertFillable } from '../question/assert-fillable.js';
import { filterDimensions, readFilter } from '../question/read-filter.js';
import { readRows, readTotals, type RowsArguments } from '../question/read-rows.js';
import type { AnalyticPart, PlannedQuestion, PreparedField } from './analytic-part.js';
import { subfieldsOf, type AnalyticFieldNode, type OperationContext } from './collect-analytic-fields.js';

/** What planning knows of the database. */
export interface PlanningContext {
  readonly states: RollupStates;
  readonly zones: ZoneCatalogue;
}

interface FieldArguments extends RowsArguments {
  readonly where?: Readonly<Record<string, unknown>> | null;
  readonly timezone: string;
}

/**
 * Reads what an analytic field asks, plans where to read it and compiles the statements.
 * @throws SluiceError `FORBIDDEN` or `BAD_USER_INPUT`, for the field as a whole.
 */
export async function prepareField(
  field: AnalyticFieldNode,
  operation: OperationContext,
  request: RequestContext,
  planning: PlanningContext,
): Promise<PreparedField> {
  const { dataset, definition, nodes } = field;
  assertScope(request.principal, dataset.scope, `"${field.path.join('.')}"`);
  const args = getArgumentValues(definition, nodes[0]!, operation.variables) as unknown as FieldArguments;
  const timezone = await planning.zones.resolve(args.timezone);
  const zone = await planning.zones.profile(timezone);
  let isTimeless = true;
  const { range, filter } = readFilter(args.where, {
    dataset,
    principal: request.principal,
    timezone,
    now: () => {
      isTimeless = false;
      return request.now;
    },
  });
  const scope: QuestionScope = { dataset, range, filter, timezone };
  const parts: AnalyticPart[] = [];
  let isPlain = true;
  for (const [responseName, partNodes] of subfieldsOf(field.resultType, nodes, operation)) {
    const part = preparePart(responseName, partNodes, field, args, scope, zone, operation, request, planning);
    if (part.kind === 'question' && part.planned.question.kind === 'rows') {
      isPlain &&= !selectsEntities(partNodes, field, operation);
    }
    parts.push(part);
  }
  return { scope, parts, isPlain, isTimeless };
}

function preparePart(
  responseName: string,
  nodes: readonly FieldNode[],
  field: AnalyticFieldNode,
  args: FieldArguments,
  scope: QuestionScope,
  zone: ZoneProfile,
  operation: OperationContext,
  request: RequestContext,
  planning: PlanningContext,
): AnalyticPart {
  const name = nodes[0]!.name.value;
  if (name === '__typename') return { responseName, kind: 'constant', text: field.resultType.name };
  const type = partType(field, name);
  const selection = { dataset: field.dataset, principal: request.principal, variables: operation.variables };
  const plan = (question: RowsQuestion | TotalsQuestion): AnalyticPart => ({
    responseName,
    kind: 'question',
    planned: planQuestion(scope, question, zone, planning),
  });
  switch (name) {
    case 'rows': {
      const question = readRows(subfieldsOf(type, nodes, operation), type, args, selection);
      assertFillable(scope, question);
      return plan(question);
    }
    case 'totals':
      return plan(readTotals(subfieldsOf(type, nodes, operation), type, selection));
    case 'explain':
      if (request.principal.scopes.has('explain')) return { responseName, kind: 'explain', nodes, type };
      return {
        responseName,
        kind: 'error',
        error: missingScope('explain', `"${[...field.path, responseName].join('.')}"`),
        nodes,
      };
    case 'freshness':
      return { responseName, kind: 'freshness', nodes, type };
    default:
      throw new Error(`${field.resultType.name}.${name} is not a part of an analytic answer`);
  }
}

function planQuestion(
  scope: QuestionScope,
  question: RowsQuestion | TotalsQuestion,
  zone: ZoneProfile,
  planning: PlanningContext,
): PlannedQuestion {
  const need = {
    groupings: question.kind === 'rows' ? question.groupings : [],
    aggregates: collectAggregates(question.measures).aggregates,
    filterDimensions: filterDimensions(scope.filter),
    range: scope.range,
    timezone: scope.timezone,
  };
  const plan = planSource(scope.dataset, need, zone, planning.states.current());
  return { question, plan, statement: compileQuestion(scope, question, plan) };
}

function partType(field: AnalyticFieldNode, name: string): GraphQLObjectType {
  return getNamedType(field.resultType.getFields()[name]!.type) as GraphQLObjectType;
}

function selectsEntities(
  nodes: readonly FieldNode[],
  field: AnalyticFieldNode,
  operation: OperationContext,
): boolean {
  const rowType = partType(field, 'rows');
  return [...subfieldsOf(rowType, nodes, operation).values()].some(([node]) => {
    const definition = rowType.getFields()[node!.name.value];
    return definition !== undefined && isObjectType(getNamedType(definition.type));
  });
}
