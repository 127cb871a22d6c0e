import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext } from '../../tenancy/request-context.js';
import { entityOf, loadEntity } from '../entities/entity.js';
import { answerAt } from '../execution/resolved-answers.js';
import type { Dataset } from '../model/dataset.js';
import { datasetBehind } from './dataset-field.js';

type Resolver = GraphQLFieldResolver<Readonly<Record<string, unknown>>, RequestContext>;

/**
 * Gives the fields of all datasets in a schema their resolvers: plain properties, keyed by response name so that one field under two
 * aliases has two values. Nothing runs per cell: no middleware, no authorisation, which is done once per analytic field (trap 12).
 */
export function bindDatasets(schema: GraphQLSchema): void {
  for (const { field } of analyticFields(schema)) {
    field.resolve = resolveAnalyticField as typeof field.resolve & object;
    bindResult(getNamedType(field.type) as GraphQLObjectType);
  }
}

/** The datasets that a schema serves, each once. */
export function datasetsOf(schema: GraphQLSchema): readonly Dataset[] {
  return [...new Set(analyticFields(schema).map(({ dataset }) => dataset))];
}

function analyticFields(
  schema: GraphQLSchema,
): readonly { readonly field: GraphQLField<unknown, unknown>; readonly dataset: Dataset }[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .flatMap((field) => {
      const dataset = datasetBehind(field);
      return dataset === null ? [] : [{ field, dataset }];
    });
}

function bindResult(resultType: GraphQLObjectType): void {
  for (const field of Object.values(resultType.getFields())) {
    field.resolve = byResponseName as typeof field.resolve & object;
    const type = getNamedType(field.type) as GraphQLObjectType;
    if (field.name === 'rows' || field.name === 'totals') bindRow(type);
  }
}

function bindRow(rowType: GraphQLObjectType): void {
  for (const field of Object.values(rowType.getFields())) {
    const type = getNamedType(field.type);
    const entity = isObjectType(type) ? entityOf(type.name) : undefined;
    field.resolve = (entity === undefined ? byResponseName : entityResolver(entity)) as typeof field.resolve &
      object;
  }
}

const resolveAnalyticField: GraphQLFieldResolver<unknown, RequestContext> = (
  _source,
  _args,
  request,
  { path },
) => answerAt(request, [path.prev!.key, path.key]);

const byResponseName: Resolver = (source, _args, _request, info) => source[info.path.key];

function entityResolver(entity: NonNullable<ReturnType<typeof entityOf>>): Resolver {
  return (source, _args, request, info) => {
    const id = source[info.path.key];
    return id == null ? null : loadEntity(request, entity, id as string);
  };
}
