import {
  getNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  isNonNullType,
  isObjectType,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import type { RequestContext } from '../../tenancy/request-context.js';
import { datasetBehind } from './dataset-field.js';

type Fields = GraphQLFieldConfigMap<unknown, RequestContext>;

/**
 * A schema with a `Subscription` root: the namespaces of `Query` with their analytic fields alone, arguments and results included,
 * as types of their own (`Helpdesk` becomes `HelpdeskLive`). Derived, so that a new domain's datasets are live without a further line. Where no
 * namespace has a dataset, the schema comes back as it is.
 */
export function addSubscriptions(schema: GraphQLSchema): GraphQLSchema {
  const fields: Fields = {};
  for (const [name, config] of Object.entries(schema.getQueryType()!.toConfig().fields as Fields)) {
    const namespace = getNamedType(config.type);
    if (!isObjectType(namespace)) continue;
    const live = liveNamespace(namespace);
    if (live === null) continue;
    fields[name] = {
      ...config,
      type: like(config.type, live),
      description: `${config.description ?? ''} Live: first the answer, then a new one whenever the data behind it has changed.`,
    };
  }
  if (Object.keys(fields).length === 0) return schema;
  return new GraphQLSchema({
    ...schema.toConfig(),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields }),
  });
}

/** The analytic fields of a namespace as a type of their own; null where it has none. */
function liveNamespace(namespace: GraphQLObjectType): GraphQLObjectType | null {
  const analytic = Object.values(namespace.getFields()).filter((field) => datasetBehind(field) !== null);
  if (analytic.length === 0) return null;
  const { fields } = namespace.toConfig();
  return new GraphQLObjectType({
    name: `${namespace.name}Live`,
    description: `The fields of ${namespace.name} that can be live: its data sets.`,
    fields: Object.fromEntries(analytic.map(({ name }) => [name, fields[name]!])),
  });
}

/** `live`, and not null where `type` is. */
function like(type: GraphQLOutputType, live: GraphQLObjectType): GraphQLOutputType {
  return isNonNullType(type) ? new GraphQLNonNull(live) : live;
}
