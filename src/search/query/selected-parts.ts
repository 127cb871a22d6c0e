import {
  getNamedType,
  isAbstractType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { subfieldsOf } from '../../analytics/execution/collect-analytic-fields.js';
import type { OperationContext } from '../../analytics/execution/operation-context.js';

/** What of a search's answer is asked for beyond what the index says. */
export interface SelectedParts {
  /** The GraphQL types whose records are. */
  readonly recordTypes: ReadonlySet<string>;
  readonly hasHighlights: boolean;
}

/** Reads the selection of a `search` field: directives and fragments applied, aliases joined. */
export function readSelectedParts(info: GraphQLResolveInfo): SelectedParts {
  const context: OperationContext = {
    schema: info.schema,
    fragments: info.fragments,
    variables: info.variableValues,
  };
  const result = getNamedType(info.returnType) as GraphQLObjectType;
  const hit = typeOf(result, 'hits');
  const hits = nodesOf(result, info.fieldNodes, 'hits', context);
  const records = nodesOf(hit, hits, 'record', context);
  const union = getNamedType(hit.getFields()['record']!.type);
  if (!isAbstractType(union)) throw new Error('The record of a hit is of one of many types');
  const recordTypes = info.schema
    .getPossibleTypes(union)
    .filter((type) =>
      [...subfieldsOf(type, records, context).values()].some(([node]) => node!.name.value !== '__typename'),
    )
    .map(({ name }) => name);
  return {
    recordTypes: new Set(recordTypes),
    hasHighlights: nodesOf(hit, hits, 'highlights', context).length > 0,
  };
}

function typeOf(parent: GraphQLObjectType, field: string): GraphQLObjectType {
  return getNamedType(parent.getFields()[field]!.type) as GraphQLObjectType;
}

/** All selections of a field below some nodes, under whatever response names. */
function nodesOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  field: string,
  context: OperationContext,
): readonly FieldNode[] {
  return [...subfieldsOf(type, nodes, context).values()]
    .filter(([node]) => node!.name.value === field)
    .flat();
}
