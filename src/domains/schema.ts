import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { bindDatasets } from '../analytics/graphql/bind-datasets.js';
import { HelpdeskQuery } from './helpdesk/helpdesk.js';

/** The whole GraphQL schema, every domain in it. The same for every caller: what a token may not see is refused, not hidden. */
export function createSluiceSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers: [HelpdeskQuery], validate: false });
  bindDatasets(schema);
  return schema;
}
