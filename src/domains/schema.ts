import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { addSubscriptions } from '../analytics/graphql/add-subscriptions.js';
import { bindDatasets, datasetsOf } from '../analytics/graphql/bind-datasets.js';
import { bindScopes } from '../analytics/graphql/requires-scope.js';
import { SearchOpenedMutation } from '../search/log/search-opened-mutation.js';
import { SuggestQuery } from '../search/suggest/suggest-query.js';
import { assertTextSources } from './assert-text-sources.js';
import { HelpdeskQuery } from './helpdesk/helpdesk.js';
import { AttachmentRelations } from './helpdesk/records/attachment-relations.js';
import { CommentRelations } from './helpdesk/records/comment-relations.js';
import { HelpdeskRecords } from './helpdesk/records/helpdesk-records.js';
import { TicketRelations } from './helpdesk/records/ticket-relations.js';
// Declares what can be searched.
import './helpdesk/search/helpdesk-sources.js';
import { OperatorQuery } from './operator/operator-query.js';
import { RecordEmailEventsMutation } from './outreach/events/record-email-events-mutation.js';
import { EmailMessageRelations } from './outreach/messages/email-message-relations.js';
import { EmailMessages } from './outreach/messages/email-messages.js';
import { RecordEmailMessagesMutation } from './outreach/messages/record-email-messages-mutation.js';
import { OutreachQuery } from './outreach/outreach.js';
import { OutreachRecords } from './outreach/records/outreach-records.js';
import { OutreachUpkeep } from './outreach/records/outreach-upkeep.js';
import { ValidateReferencesQuery } from './outreach/references/validate-references-query.js';
import { SearchAnalyticsQuery } from './search/search-analytics.js';
import { SearchQuery } from './search/search-query.js';
import { AuditQuery } from './audit/audit-query.js';
import { OperatorAudit } from './audit/operator-audit.js';

/** The whole GraphQL schema, every domain in it. The same for every caller: what a token may not see is refused, not hidden. */
export function createSluiceSchema(): GraphQLSchema {
  const schema = addSubscriptions(
    buildSchemaSync({
      resolvers: [
        HelpdeskQuery,
        HelpdeskRecords,
        TicketRelations,
        CommentRelations,
        AttachmentRelations,
        SearchQuery,
        SuggestQuery,
        SearchAnalyticsQuery,
        SearchOpenedMutation,
        OperatorQuery,
        AuditQuery,
        OperatorAudit,
        OutreachQuery,
        OutreachRecords,
        OutreachUpkeep,
        EmailMessages,
        EmailMessageRelations,
        RecordEmailMessagesMutation,
        RecordEmailEventsMutation,
        ValidateReferencesQuery,
      ],
      validate: false,
    }),
  );
  bindDatasets(schema);
  assertTextSources(datasetsOf(schema));
  bindScopes(schema);
  return schema;
}
