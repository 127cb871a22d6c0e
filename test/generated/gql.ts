/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Dashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P30D\"}}\n      timezone: \"Europe/Berlin\"\n      fill: true\n    ) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}": typeof types.DashboardDocument,
    "subscription LiveDashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P1D\"}}\n      orderBy: [{field: COUNT, direction: DESC}]\n      timezone: \"Europe/Berlin\"\n    ) {\n      rows {\n        channel\n        count\n        openCount\n      }\n      totals {\n        count\n        openCount\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}": typeof types.LiveDashboardDocument,
    "query Explain {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P90D\"}}) {\n      rows {\n        week: createdAt(grain: WEEK)\n        channel\n        count\n        avgResolutionHours\n      }\n      explain {\n        source\n        rollup\n        reason\n        rejected {\n          rollup\n          reason\n        }\n      }\n    }\n  }\n}": typeof types.ExplainDocument,
    "query Agents {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}}\n      orderBy: [{field: RESOLVED_COUNT, direction: DESC}]\n      limit: 10\n    ) {\n      rows {\n        agent {\n          id\n          name\n        }\n        count\n        resolvedCount\n        avgResolutionHours\n        avgSatisfactionScore\n      }\n    }\n  }\n}": typeof types.AgentsDocument,
    "query TwoGrains {\n  helpdesk {\n    months: tickets(\n      where: {createdAt: {last: \"P1Y\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        month: createdAt(grain: MONTH)\n        count\n        avgSatisfactionScore\n      }\n    }\n    weeks: tickets(\n      where: {createdAt: {last: \"P60D\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        week: createdAt(grain: WEEK)\n        status\n        count\n      }\n    }\n  }\n}": typeof types.TwoGrainsDocument,
    "query ServiceLevels {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}, priority: {in: [HIGH, URGENT]}}\n      orderBy: [{field: SLA_BREACH_RATE, direction: DESC}]\n    ) {\n      rows {\n        priority\n        count\n        slaBreachRate\n        avgFirstResponseHours\n        avgResolutionHours\n      }\n      totals {\n        count\n        slaBreachRate\n      }\n    }\n  }\n}": typeof types.ServiceLevelsDocument,
    "query Records($after: String) {\n  helpdesk {\n    ticketRecords(\n      where: {createdAt: {last: \"P7D\"}, status: {in: [NEW, OPEN]}}\n      first: 20\n      after: $after\n    ) {\n      nodes {\n        id\n        subject\n        status\n        priority\n        createdAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.RecordsDocument,
    "query UnknownZone {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P7D\"}}, timezone: \"Europe/Berlim\") {\n      rows {\n        day: createdAt(grain: DAY)\n        count\n      }\n    }\n  }\n}": typeof types.UnknownZoneDocument,
    "query TestDashboard($where: TicketsFilter, $timezone: String! = \"UTC\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n    }\n  }\n}": typeof types.TestDashboardDocument,
    "query ServiceRequests($where: TicketsFilter, $timezone: String! = \"America/New_York\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      totals {\n        count\n        resolvedCount\n        totalResolutionHours\n        avgResolutionHours\n        slaBreaches\n      }\n      months: rows {\n        month: createdAt(grain: MONTH)\n        count\n      }\n    }\n  }\n}": typeof types.ServiceRequestsDocument,
};
const documents: Documents = {
    "query Dashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P30D\"}}\n      timezone: \"Europe/Berlin\"\n      fill: true\n    ) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}": types.DashboardDocument,
    "subscription LiveDashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P1D\"}}\n      orderBy: [{field: COUNT, direction: DESC}]\n      timezone: \"Europe/Berlin\"\n    ) {\n      rows {\n        channel\n        count\n        openCount\n      }\n      totals {\n        count\n        openCount\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}": types.LiveDashboardDocument,
    "query Explain {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P90D\"}}) {\n      rows {\n        week: createdAt(grain: WEEK)\n        channel\n        count\n        avgResolutionHours\n      }\n      explain {\n        source\n        rollup\n        reason\n        rejected {\n          rollup\n          reason\n        }\n      }\n    }\n  }\n}": types.ExplainDocument,
    "query Agents {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}}\n      orderBy: [{field: RESOLVED_COUNT, direction: DESC}]\n      limit: 10\n    ) {\n      rows {\n        agent {\n          id\n          name\n        }\n        count\n        resolvedCount\n        avgResolutionHours\n        avgSatisfactionScore\n      }\n    }\n  }\n}": types.AgentsDocument,
    "query TwoGrains {\n  helpdesk {\n    months: tickets(\n      where: {createdAt: {last: \"P1Y\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        month: createdAt(grain: MONTH)\n        count\n        avgSatisfactionScore\n      }\n    }\n    weeks: tickets(\n      where: {createdAt: {last: \"P60D\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        week: createdAt(grain: WEEK)\n        status\n        count\n      }\n    }\n  }\n}": types.TwoGrainsDocument,
    "query ServiceLevels {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}, priority: {in: [HIGH, URGENT]}}\n      orderBy: [{field: SLA_BREACH_RATE, direction: DESC}]\n    ) {\n      rows {\n        priority\n        count\n        slaBreachRate\n        avgFirstResponseHours\n        avgResolutionHours\n      }\n      totals {\n        count\n        slaBreachRate\n      }\n    }\n  }\n}": types.ServiceLevelsDocument,
    "query Records($after: String) {\n  helpdesk {\n    ticketRecords(\n      where: {createdAt: {last: \"P7D\"}, status: {in: [NEW, OPEN]}}\n      first: 20\n      after: $after\n    ) {\n      nodes {\n        id\n        subject\n        status\n        priority\n        createdAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.RecordsDocument,
    "query UnknownZone {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P7D\"}}, timezone: \"Europe/Berlim\") {\n      rows {\n        day: createdAt(grain: DAY)\n        count\n      }\n    }\n  }\n}": types.UnknownZoneDocument,
    "query TestDashboard($where: TicketsFilter, $timezone: String! = \"UTC\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n    }\n  }\n}": types.TestDashboardDocument,
    "query ServiceRequests($where: TicketsFilter, $timezone: String! = \"America/New_York\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      totals {\n        count\n        resolvedCount\n        totalResolutionHours\n        avgResolutionHours\n        slaBreaches\n      }\n      months: rows {\n        month: createdAt(grain: MONTH)\n        count\n      }\n    }\n  }\n}": types.ServiceRequestsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Dashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P30D\"}}\n      timezone: \"Europe/Berlin\"\n      fill: true\n    ) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}"): (typeof documents)["query Dashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P30D\"}}\n      timezone: \"Europe/Berlin\"\n      fill: true\n    ) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription LiveDashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P1D\"}}\n      orderBy: [{field: COUNT, direction: DESC}]\n      timezone: \"Europe/Berlin\"\n    ) {\n      rows {\n        channel\n        count\n        openCount\n      }\n      totals {\n        count\n        openCount\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}"): (typeof documents)["subscription LiveDashboard {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P1D\"}}\n      orderBy: [{field: COUNT, direction: DESC}]\n      timezone: \"Europe/Berlin\"\n    ) {\n      rows {\n        channel\n        count\n        openCount\n      }\n      totals {\n        count\n        openCount\n      }\n      freshness {\n        asOf\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Explain {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P90D\"}}) {\n      rows {\n        week: createdAt(grain: WEEK)\n        channel\n        count\n        avgResolutionHours\n      }\n      explain {\n        source\n        rollup\n        reason\n        rejected {\n          rollup\n          reason\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query Explain {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P90D\"}}) {\n      rows {\n        week: createdAt(grain: WEEK)\n        channel\n        count\n        avgResolutionHours\n      }\n      explain {\n        source\n        rollup\n        reason\n        rejected {\n          rollup\n          reason\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Agents {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}}\n      orderBy: [{field: RESOLVED_COUNT, direction: DESC}]\n      limit: 10\n    ) {\n      rows {\n        agent {\n          id\n          name\n        }\n        count\n        resolvedCount\n        avgResolutionHours\n        avgSatisfactionScore\n      }\n    }\n  }\n}"): (typeof documents)["query Agents {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}}\n      orderBy: [{field: RESOLVED_COUNT, direction: DESC}]\n      limit: 10\n    ) {\n      rows {\n        agent {\n          id\n          name\n        }\n        count\n        resolvedCount\n        avgResolutionHours\n        avgSatisfactionScore\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TwoGrains {\n  helpdesk {\n    months: tickets(\n      where: {createdAt: {last: \"P1Y\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        month: createdAt(grain: MONTH)\n        count\n        avgSatisfactionScore\n      }\n    }\n    weeks: tickets(\n      where: {createdAt: {last: \"P60D\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        week: createdAt(grain: WEEK)\n        status\n        count\n      }\n    }\n  }\n}"): (typeof documents)["query TwoGrains {\n  helpdesk {\n    months: tickets(\n      where: {createdAt: {last: \"P1Y\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        month: createdAt(grain: MONTH)\n        count\n        avgSatisfactionScore\n      }\n    }\n    weeks: tickets(\n      where: {createdAt: {last: \"P60D\"}}\n      orderBy: [{field: CREATED_AT}]\n    ) {\n      rows {\n        week: createdAt(grain: WEEK)\n        status\n        count\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ServiceLevels {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}, priority: {in: [HIGH, URGENT]}}\n      orderBy: [{field: SLA_BREACH_RATE, direction: DESC}]\n    ) {\n      rows {\n        priority\n        count\n        slaBreachRate\n        avgFirstResponseHours\n        avgResolutionHours\n      }\n      totals {\n        count\n        slaBreachRate\n      }\n    }\n  }\n}"): (typeof documents)["query ServiceLevels {\n  helpdesk {\n    tickets(\n      where: {createdAt: {last: \"P90D\"}, priority: {in: [HIGH, URGENT]}}\n      orderBy: [{field: SLA_BREACH_RATE, direction: DESC}]\n    ) {\n      rows {\n        priority\n        count\n        slaBreachRate\n        avgFirstResponseHours\n        avgResolutionHours\n      }\n      totals {\n        count\n        slaBreachRate\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Records($after: String) {\n  helpdesk {\n    ticketRecords(\n      where: {createdAt: {last: \"P7D\"}, status: {in: [NEW, OPEN]}}\n      first: 20\n      after: $after\n    ) {\n      nodes {\n        id\n        subject\n        status\n        priority\n        createdAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): (typeof documents)["query Records($after: String) {\n  helpdesk {\n    ticketRecords(\n      where: {createdAt: {last: \"P7D\"}, status: {in: [NEW, OPEN]}}\n      first: 20\n      after: $after\n    ) {\n      nodes {\n        id\n        subject\n        status\n        priority\n        createdAt\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query UnknownZone {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P7D\"}}, timezone: \"Europe/Berlim\") {\n      rows {\n        day: createdAt(grain: DAY)\n        count\n      }\n    }\n  }\n}"): (typeof documents)["query UnknownZone {\n  helpdesk {\n    tickets(where: {createdAt: {last: \"P7D\"}}, timezone: \"Europe/Berlim\") {\n      rows {\n        day: createdAt(grain: DAY)\n        count\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TestDashboard($where: TicketsFilter, $timezone: String! = \"UTC\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n    }\n  }\n}"): (typeof documents)["query TestDashboard($where: TicketsFilter, $timezone: String! = \"UTC\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      rows {\n        day: createdAt(grain: DAY)\n        channel\n        count\n        avgResolutionHours\n      }\n      totals {\n        count\n        avgSatisfactionScore\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ServiceRequests($where: TicketsFilter, $timezone: String! = \"America/New_York\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      totals {\n        count\n        resolvedCount\n        totalResolutionHours\n        avgResolutionHours\n        slaBreaches\n      }\n      months: rows {\n        month: createdAt(grain: MONTH)\n        count\n      }\n    }\n  }\n}"): (typeof documents)["query ServiceRequests($where: TicketsFilter, $timezone: String! = \"America/New_York\") {\n  helpdesk {\n    tickets(where: $where, timezone: $timezone) {\n      totals {\n        count\n        resolvedCount\n        totalResolutionHours\n        avgResolutionHours\n        slaBreaches\n      }\n      months: rows {\n        month: createdAt(grain: MONTH)\n        count\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;