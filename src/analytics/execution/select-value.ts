import { getNamedType, isObjectType, type FieldNode, type GraphQLObjectType } from 'graphql';
import { subfieldsOf } from './collect-analytic-fields.js';
import type { OperationContext } from './operation-context.js';

/** Picks what was selected of a small plain object, under its response names: GraphQL's own execution for values without resolvers. */
export function selectValue(
  value: unknown,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  operation: OperationContext,
): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => selectValue(each, type, nodes, operation));
  const selected: Record<string, unknown> = {};
  for (const [responseName, subNodes] of subfieldsOf(type, nodes, operation)) {
    const name = subNodes[0]!.name.value;
    if (name === '__typename') {
      selected[responseName] = type.name;
      continue;
    }
    const inner = (value as Record<string, unknown>)[name];
    const innerType = getNamedType(type.getFields()[name]!.type);
    selected[responseName] = isObjectType(innerType)
      ? selectValue(inner, innerType, subNodes, operation)
      : (inner ?? null);
  }
  return selected;
}
