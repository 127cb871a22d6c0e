/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Where an answer was read. */
export type AnswerSource =
  /** From a rollup alone. */
  | 'ROLLUP'
  /** From a rollup, and the buckets that the range cuts from the base table. */
  | 'ROLLUP_AND_TABLE'
  /** From the base table. */
  | 'TABLE';

/** Conditions on a yes or no; all that are given must hold. */
export type BooleanFilter = {
  /** Is this. */
  eq?: boolean | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is not this; a missing value is not. */
  ne?: boolean | null | undefined;
};

/** Conditions on an identifier; all that are given must hold. */
export type IdFilter = {
  /** Is this one. */
  eq?: string | number | null | undefined;
  /** Is one of these. */
  in?: Array<string | number> | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is not this one; a missing value is not. */
  ne?: string | number | null | undefined;
  /** Is none of these; a missing value is none. */
  notIn?: Array<string | number> | null | undefined;
};

/** Conditions on a whole number; all that are given must hold. */
export type IntFilter = {
  /** Is this number. */
  eq?: number | null | undefined;
  /** Is greater. */
  gt?: number | null | undefined;
  /** Is greater or equal. */
  gte?: number | null | undefined;
  /** Is one of these. */
  in?: Array<number> | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is less. */
  lt?: number | null | undefined;
  /** Is less or equal. */
  lte?: number | null | undefined;
  /** Is not this number; a missing value is not. */
  ne?: number | null | undefined;
  /** Is none of these; a missing value is none. */
  notIn?: Array<number> | null | undefined;
};

/** Conditions on a text; all that are given must hold. */
export type StringFilter = {
  /** Is this text. */
  eq?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is not this text; a missing value is not. */
  ne?: string | null | undefined;
  /** Is none of these; a missing value is none. */
  notIn?: Array<string> | null | undefined;
};

/** How pressing a ticket is. */
export type TicketPriority =
  /** Before others. */
  | 'HIGH'
  /** Whenever there is time. */
  | 'LOW'
  /** In its turn. */
  | 'MEDIUM'
  /** At once. */
  | 'URGENT';

/** Conditions on a TicketPriority; all that are given must hold. */
export type TicketPriorityFilter = {
  /** Is this one. */
  eq?: TicketPriority | null | undefined;
  /** Is one of these. */
  in?: Array<TicketPriority> | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is not this one; a missing value is not. */
  ne?: TicketPriority | null | undefined;
  /** Is none of these; a missing value is none. */
  notIn?: Array<TicketPriority> | null | undefined;
};

/** Where a ticket stands. */
export type TicketStatus =
  /** It was withdrawn. */
  | 'CANCELLED'
  /** It is done with. */
  | 'CLOSED'
  /** Nobody has looked at it yet. */
  | 'NEW'
  /** An agent works on it. */
  | 'OPEN'
  /** It waits for the customer. */
  | 'PENDING'
  /** It has an answer. */
  | 'RESOLVED';

/** Conditions on a TicketStatus; all that are given must hold. */
export type TicketStatusFilter = {
  /** Is this one. */
  eq?: TicketStatus | null | undefined;
  /** Is one of these. */
  in?: Array<TicketStatus> | null | undefined;
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** Is not this one; a missing value is not. */
  ne?: TicketStatus | null | undefined;
  /** Is none of these; a missing value is none. */
  notIn?: Array<TicketStatus> | null | undefined;
};

/** Conditions on rows; all that are given must hold. */
export type TicketsFilter = {
  /** Who works on it; null where nobody does. */
  agent?: IdFilter | null | undefined;
  /** The team or queue that works on it. */
  agentGroup?: StringFilter | null | undefined;
  /** All of these hold. */
  and?: Array<TicketsFilter> | null | undefined;
  /** What it is about. */
  category?: StringFilter | null | undefined;
  /** The way it came in: email, phone, chat, web … */
  channel?: StringFilter | null | undefined;
  /** When the ticket was raised; the start of the bucket. */
  createdAt?: TimeFilter | null | undefined;
  /** Who raised it; null where that is unknown. */
  customer?: IdFilter | null | undefined;
  /** This does not hold. */
  not?: TicketsFilter | null | undefined;
  /** At least one of these holds. */
  or?: Array<TicketsFilter> | null | undefined;
  /** The customer's organisation. */
  organisation?: IdFilter | null | undefined;
  /** How pressing it is; null where nobody has said. */
  priority?: TicketPriorityFilter | null | undefined;
  /** When the ticket was resolved; the start of the bucket, null while it is not. */
  resolvedAt?: TimeFilter | null | undefined;
  /** The customer's rating from 1 to 5; null where none was given. */
  satisfactionScore?: IntFilter | null | undefined;
  /** Whether the agreed time was exceeded; null where none was agreed. */
  slaBreached?: BooleanFilter | null | undefined;
  /** Where the ticket stands. */
  status?: TicketStatusFilter | null | undefined;
};

/** A half-open range of time: from `since` (included) until `until` (not included). */
export type TimeFilter = {
  /** Is missing (true) or present (false). */
  isNull?: boolean | null | undefined;
  /** The time that ends at `until`, or now: "P30D" is since 30 days ago. Not together with `since`. */
  last?: string | null | undefined;
  /** At or after this. */
  since?: string | null | undefined;
  /** Before this. */
  until?: string | null | undefined;
};

export type DashboardQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardQuery = { helpdesk: { tickets: { rows: Array<{ channel: string, count: number | string, avgFirstResponseHours: number | null, day: string }>, totals: { count: number | string, avgSatisfactionScore: number | null }, freshness: { asOf: string } } | null } };

export type ExplainQueryVariables = Exact<{ [key: string]: never; }>;


export type ExplainQuery = { helpdesk: { tickets: { rows: Array<{ channel: string, count: number | string, avgResolutionHours: number | null, week: string }>, explain: { source: AnswerSource, rollup: string | null, reason: string, rejected: Array<{ rollup: string, reason: string }> } | null } | null } };

export type AgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsQuery = { helpdesk: { tickets: { rows: Array<{ count: number | string, resolvedCount: number | string, avgResolutionHours: number | null, avgSatisfactionScore: number | null, agent: { id: string, name: string } | null }> } | null } };

export type TwoGrainsQueryVariables = Exact<{ [key: string]: never; }>;


export type TwoGrainsQuery = { helpdesk: { months: { rows: Array<{ count: number | string, avgSatisfactionScore: number | null, month: string }> } | null, weeks: { rows: Array<{ status: TicketStatus, count: number | string, week: string }> } | null } };

export type ServiceLevelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ServiceLevelsQuery = { helpdesk: { tickets: { rows: Array<{ priority: TicketPriority | null, count: number | string, slaBreachRate: number | null, avgFirstResponseHours: number | null, avgResolutionHours: number | null }>, totals: { count: number | string, slaBreachRate: number | null } } | null } };

export type RecordsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type RecordsQuery = { helpdesk: { ticketRecords: { nodes: Array<{ id: string, subject: string, status: TicketStatus, priority: TicketPriority | null, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } };

export type UnknownZoneQueryVariables = Exact<{ [key: string]: never; }>;


export type UnknownZoneQuery = { helpdesk: { tickets: { rows: Array<{ count: number | string, day: string }> } | null } };

export type TestDashboardQueryVariables = Exact<{
  where?: TicketsFilter | null | undefined;
  timezone?: string;
}>;


export type TestDashboardQuery = { helpdesk: { tickets: { rows: Array<{ channel: string, count: number | string, avgResolutionHours: number | null, day: string }>, totals: { count: number | string, avgSatisfactionScore: number | null } } | null } };

export type ServiceRequestsQueryVariables = Exact<{
  where?: TicketsFilter | null | undefined;
  timezone?: string;
}>;


export type ServiceRequestsQuery = { helpdesk: { tickets: { totals: { count: number | string, resolvedCount: number | string, totalResolutionHours: number | null, avgResolutionHours: number | null, slaBreaches: number | string }, months: Array<{ count: number | string, month: string }> } | null } };


export const DashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P30D","block":false}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"OPEN"},{"kind":"EnumValue","value":"PENDING"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}]}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"StringValue","value":"Europe/Berlin","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"fill"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgFirstResponseHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}},{"kind":"Field","name":{"kind":"Name","value":"freshness"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;
export const ExplainDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Explain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"week"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"WEEK"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"explain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"rollup"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollup"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ExplainQuery, ExplainQueryVariables>;
export const AgentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Agents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"RESOLVED_COUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}},{"kind":"Argument","name":{"kind":"Name","value":"limit"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedCount"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AgentsQuery, AgentsQueryVariables>;
export const TwoGrainsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TwoGrains"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"months"},"name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P1Y","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"month"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"MONTH"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"weeks"},"name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P60D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"week"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"WEEK"}}]},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TwoGrainsQuery, TwoGrainsQueryVariables>;
export const ServiceLevelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServiceLevels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"priority"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"HIGH"},{"kind":"EnumValue","value":"URGENT"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"SLA_BREACH_RATE"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreachRate"}},{"kind":"Field","name":{"kind":"Name","value":"avgFirstResponseHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreachRate"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ServiceLevelsQuery, ServiceLevelsQueryVariables>;
export const RecordsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Records"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P7D","block":false}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"NEW"},{"kind":"EnumValue","value":"OPEN"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RecordsQuery, RecordsQueryVariables>;
export const UnknownZoneDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UnknownZone"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P7D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"StringValue","value":"Europe/Berlim","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UnknownZoneQuery, UnknownZoneQueryVariables>;
export const TestDashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TestDashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"UTC","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TestDashboardQuery, TestDashboardQueryVariables>;
export const ServiceRequestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServiceRequests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"America/New_York","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedCount"}},{"kind":"Field","name":{"kind":"Name","value":"totalResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreaches"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"months"},"name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"month"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"MONTH"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ServiceRequestsQuery, ServiceRequestsQueryVariables>;