import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLObjectType,
} from 'graphql';
import { assertScope, missingScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { ZoneCatalogue } from '../planner/zone-catalogue.js';
import type { QuestionScope } from '../question/analytic-question.js';
import { assertFillable } from '../question/assert-fillable.js';
import { readFilter } from '../question/read-filter.js';
import { readRows, readTotals, type RowsArguments } from '../question/read-rows.js';
import { wholeSecond } from '../question/whole-second.js';
import type { AnalyticPart, PreparedField } from './analytic-part.js';
import { subfieldsOf, type AnalyticFieldNode } from './collect-analytic-fields.js';
import type { OperationContext } from './operation-context.js';

interface FieldArguments extends RowsArguments {
  readonly where?: Readonly<Record<string, unknown>> | null;
  readonly timezone: string;
  readonly freshness: 'CURRENT' | 'REFRESHED';
  readonly cache: 'DEFAULT' | 'NONE';
}

/** What reading one part of a field depends on. */
interface FieldReading {
  readonly field: AnalyticFieldNode;
  readonly args: FieldArguments;
  readonly scope: QuestionScope;
  readonly operation: OperationContext;
  readonly request: RequestContext;
}

/**
 * Reads what an analytic field asks.
 * @throws SluiceError `FORBIDDEN` or `BAD_USER_INPUT`, for the field as a whole.
 */
export async function prepareField(
  field: AnalyticFieldNode,
  operation: OperationContext,
  request: RequestContext,
  zones: ZoneCatalogue,
): Promise<PreparedField> {
  const { dataset, definition, nodes } = field;
  assertScope(request.principal, dataset.scope, `"${field.path.join('.')}"`);
  const args = getArgumentValues(definition, nodes[0]!, operation.variables) as unknown as FieldArguments;
  const timezone = await zones.resolve(args.timezone);
  const zone = await zones.profile(timezone);
  let isTimeless = true;
  const { range, filter } = readFilter(args.where, {
    dataset,
    principal: request.principal,
    timezone,
    now: () => {
      isTimeless = false;
      return wholeSecond(request.now);
    },
  });
  const reading: FieldReading = {
    field,
    args,
    scope: { dataset, range, filter, timezone },
    operation,
    request,
  };
  const parts = [...subfieldsOf(field.resultType, nodes, operation)].map(([responseName, partNodes]) =>
    preparePart(responseName, partNodes, reading),
  );
  return {
    scope: reading.scope,
    zone,
    isMaterialized: args.freshness === 'REFRESHED',
    isCacheable: args.freshness === 'CURRENT' && args.cache === 'DEFAULT',
    parts,
    isPlain: !selectsEntities(reading),
    isTimeless,
  };
}

function preparePart(responseName: string, nodes: readonly FieldNode[], reading: FieldReading): AnalyticPart {
  const { field, args, scope, operation, request } = reading;
  const name = nodes[0]!.name.value;
  if (name === '__typename') return { responseName, kind: 'constant', text: field.resultType.name };
  const type = partType(field, name);
  const selection = { dataset: field.dataset, principal: request.principal, variables: operation.variables };
  switch (name) {
    case 'rows': {
      const question = readRows(subfieldsOf(type, nodes, operation), type, args, selection);
      assertFillable(scope, question);
      return { responseName, kind: 'question', question };
    }
    case 'totals': {
      const question = readTotals(subfieldsOf(type, nodes, operation), type, selection);
      return { responseName, kind: 'question', question };
    }
    case 'explain': {
      if (request.principal.scopes.has('explain')) return { responseName, kind: 'explain', nodes, type };
      const error = missingScope('explain', `"${[...field.path, responseName].join('.')}"`);
      return { responseName, kind: 'error', error, nodes };
    }
    case 'freshness':
      return { responseName, kind: 'freshness', nodes, type };
    default:
      throw new Error(`${field.resultType.name}.${name} is not a part of an analytic answer`);
  }
}

function partType(field: AnalyticFieldNode, name: string): GraphQLObjectType {
  return getNamedType(field.resultType.getFields()[name]!.type) as GraphQLObjectType;
}

function selectsEntities({ field, operation }: FieldReading): boolean {
  const rowType = partType(field, 'rows');
  const rows = [...subfieldsOf(field.resultType, field.nodes, operation).values()].filter(
    ([node]) => node!.name.value === 'rows',
  );
  return rows
    .flatMap((nodes) => [...subfieldsOf(rowType, nodes, operation).values()])
    .some(([node]) => {
      const definition = rowType.getFields()[node!.name.value];
      return definition !== undefined && isObjectType(getNamedType(definition.type));
    });
}
