import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { addSubscriptions } from '../analytics/graphql/add-subscriptions.js';
import { bindDatasets } from '../analytics/graphql/bind-datasets.js';
import { bindScopes } from '../analytics/graphql/requires-scope.js';
import { HelpdeskQuery } from './helpdesk/helpdesk.js';
import { HelpdeskRecords } from './helpdesk/records/helpdesk-records.js';
import { TicketRelations } from './helpdesk/records/ticket-relations.js';
import { OperatorQuery } from './operator/operator-query.js';

/** The whole GraphQL schema, every domain in it. The same for every caller: what a token may not see is refused, not hidden. */
export function createSluiceSchema(): GraphQLSchema {
  const schema = addSubscriptions(
    buildSchemaSync({
      resolvers: [HelpdeskQuery, HelpdeskRecords, TicketRelations, OperatorQuery],
      validate: false,
    }),
  );
  bindDatasets(schema);
  bindScopes(schema);
  return schema;
}
