import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { datasetBehind } from '../graphql/dataset-field.js';
import { readBeforeFigures, type ReadBeforeFigures } from '../graphql/reads-before-figures.js';
import type { Dataset } from '../model/dataset.js';
import type { OperationContext } from './operation-context.js';

type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** One analytic field as it stands in the operation. */
export interface AnalyticFieldNode {
  readonly path: readonly [namespace: string, field: string];
  readonly dataset: Dataset;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  readonly resultType: GraphQLObjectType;
}

/** A namespace selected at the root, with its keys in order: analytic fields, or constants such as `__typename`. */
export interface NamespaceNode {
  readonly responseName: string;
  readonly entries: readonly (
    AnalyticFieldNode | { readonly responseName: string; readonly constant: string }
  )[];
}

export interface CollectedOperation {
  readonly fields: readonly AnalyticFieldNode[];
  /** The whole operation where all of it is analytic, so that its answer can be put together as text; else null. */
  readonly namespaces: readonly NamespaceNode[] | null;
  /** What is to be read before the analytic fields are. */
  readonly readFirst: readonly ReadBeforeFigures[];
}

/** Finds the analytic fields of an operation: fields of datasets one level below the root, directives and fragments applied. */
export function collectAnalyticFields(
  operation: OperationDefinitionNode,
  context: OperationContext,
): CollectedOperation {
  const { schema, fragments, variables } = context;
  const rootType = schema.getRootType(operation.operation)!;
  const fields: AnalyticFieldNode[] = [];
  const namespaces: NamespaceNode[] = [];
  const readFirst: ReadBeforeFigures[] = [];
  let isAllAnalytic = true;
  for (const [responseName, nodes] of collectFields(
    schema,
    fragments,
    variables,
    rootType,
    operation.selectionSet,
  )) {
    const type = getNamedType(rootType.getFields()[nodes[0]!.name.value]?.type);
    if (
      !isObjectType(type) ||
      !Object.values(type.getFields()).some((field) => datasetBehind(field) !== null)
    ) {
      isAllAnalytic = false;
      continue;
    }
    const entries: NamespaceNode['entries'][number][] = [];
    for (const [name, subNodes] of subfieldsOf(type, nodes, context)) {
      const field = analyticField([responseName, name], type, subNodes);
      if (field !== null) {
        fields.push(field);
        entries.push(field);
      } else if (subNodes[0]!.name.value === '__typename') {
        entries.push({ responseName: name, constant: type.name });
      } else {
        isAllAnalytic = false;
        const read = readBeforeFigures(type.getFields()[subNodes[0]!.name.value]);
        if (read !== null) readFirst.push(read);
      }
    }
    namespaces.push({ responseName, entries });
  }
  return { fields, namespaces: isAllAnalytic ? namespaces : null, readFirst };
}

/** The fields selected of an object type, by response name. */
export function subfieldsOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  context: OperationContext,
): Fields {
  return collectSubfields(context.schema, context.fragments, context.variables, type, nodes);
}

function analyticField(
  path: AnalyticFieldNode['path'],
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): AnalyticFieldNode | null {
  const definition = type.getFields()[nodes[0]!.name.value];
  const dataset = definition === undefined ? null : datasetBehind(definition);
  if (definition === undefined || dataset === null) return null;
  return { path, dataset, definition, nodes, resultType: getNamedType(definition.type) as GraphQLObjectType };
}
