import {
  getNamedType,
  getOperationAST,
  type DocumentNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import {
  collectAnalyticFields,
  subfieldsOf,
  type AnalyticFieldNode,
} from '../analytics/execution/collect-analytic-fields.js';
import { readOperationContext, type OperationContext } from '../analytics/execution/operation-context.js';
import type { Principal } from '../tenancy/principal.js';

/** What a caller subscribes to: validated, and within the limits. */
export interface LiveOperation {
  /** The document's text. */
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** An operation with all that decides its answer: equal keys, equal answers. */
export interface LiveQuestion extends LiveOperation {
  readonly key: string;
  readonly principal: Principal;
  /** The tables that it reads, such as `helpdesk.tickets`. */
  readonly datasets: ReadonlySet<string>;
  /** Where its analytic fields stand in the answer. */
  readonly fieldPaths: readonly (readonly string[])[];
  /** Where the answer only says how current it is. */
  readonly asOfPaths: readonly (readonly string[])[];
}

/** Reads what an operation asks as far as its life depends on it; errors where its variables do not fit. */
export function readLiveQuestion(
  schema: GraphQLSchema,
  operation: LiveOperation,
  principal: Principal,
): LiveQuestion | { readonly errors: readonly GraphQLError[] } {
  const { source, document, operationName, variables } = operation;
  const definition = getOperationAST(document, operationName)!;
  const context = readOperationContext(schema, document, definition, variables);
  if ('errors' in context) return context;
  const { fields } = collectAnalyticFields(definition, context);
  return {
    ...operation,
    // Whatever decides what a caller sees comes first (DESIGN.md, trap 10).
    key: JSON.stringify([
      principal.tenantId,
      [...principal.scopes].sort().join(' '),
      source,
      operationName,
      variables,
    ]),
    principal,
    datasets: new Set(fields.map(({ dataset }) => dataset.table)),
    fieldPaths: fields.map(({ path }) => path),
    asOfPaths: fields.flatMap((field) => asOfPathsOf(field, context)),
  };
}

function asOfPathsOf(field: AnalyticFieldNode, context: OperationContext): string[][] {
  const paths: string[][] = [];
  for (const [part, nodes] of subfieldsOf(field.resultType, field.nodes, context)) {
    if (nodes[0]!.name.value !== 'freshness') continue;
    const type = getNamedType(field.resultType.getFields()['freshness']!.type) as GraphQLObjectType;
    for (const [name, [node]] of subfieldsOf(type, nodes, context)) {
      if (node!.name.value === 'asOf') paths.push([...field.path, part, name]);
    }
  }
  return paths;
}
