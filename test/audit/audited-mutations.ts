import type { DatabaseKind } from '../../src/migrations/database-kind.js';
import type { GatewayFixture } from '../support/gateway-fixture.js';
import { OUTREACH_TENANT, type OutreachDatabases } from '../support/outreach-databases.js';

/** Where mutations change something. */
export interface AuditedSurroundings {
  readonly databases: OutreachDatabases;
  readonly gateway: GatewayFixture;
}

/** A mutation that changes something, and what it is to write down. */
export interface AuditedMutation {
  readonly source: string;
  readonly database: DatabaseKind;
  readonly target: string;
  /** Sees to it that there is something to change. @returns the variables, which stay the same however often it is said. */
  prepare(surroundings: AuditedSurroundings): Promise<Record<string, unknown>>;
  /** What it changes, as a statement; another answer means that something was changed. */
  readonly state: string;
  /** What the entry says of what is there afterwards, at least. */
  readonly after: object;
}

const OURS = OUTREACH_TENANT.id;
const MESSAGE = '5b0c2a5e-3f0b-4d2a-b3a4-0f7d4d1a9c07';
/** What somebody wrote: no entry may hold it. */
export const PRIVATE_TEXT = 'printer of Ada Lovelace';

const SEARCH = `query ($query: String!) { search(query: $query, types: [TICKET]) { searchId hits { record { ... on Ticket { id } } } } }`;

/** Every mutation of the schema, by its name. Whoever adds one adds it here. */
export const AUDITED_MUTATIONS: Readonly<Record<string, AuditedMutation>> = {
  recordSearchOpened: {
    source:
      'mutation ($searchId: ID!, $id: ID!) { recordSearchOpened(searchId: $searchId, type: TICKET, id: $id) }',
    database: 'analytics',
    target: 'sluice.search_openings',
    prepare: async ({ databases, gateway }) => {
      await databases.analytics.asAdmin(
        `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ($1, gen_random_uuid(), $2, 'open', 'email')`,
        [OURS, PRIVATE_TEXT],
      );
      const { data } = await gateway.ask<{
        search: { searchId: string; hits: readonly { record: { id: string } }[] };
      }>(SEARCH, { tenantId: OURS, variables: { query: PRIVATE_TEXT } });
      const { searchId, hits } = data!.search;
      return { searchId, id: hits[0]!.record.id };
    },
    state: 'select count(*)::int as n from sluice.search_openings',
    after: { type: 'TICKET' },
  },
  recordEmailEvents: {
    source: 'mutation ($events: [EmailEventInput!]!) { recordEmailEvents(events: $events) { accepted } }',
    database: 'analytics',
    target: 'outreach.email_events',
    prepare: async ({ databases }) => {
      await databases.analytics.asOwner(
        `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
         values ($1, $2, date_trunc('hour', now()), $3, $4, $5)`,
        [OURS, MESSAGE, OUTREACH_TENANT.campaignId, OUTREACH_TENANT.leadId, OUTREACH_TENANT.emailAccountId],
      );
      return { events: [{ messageId: MESSAGE, type: 'OPENED', occurredAt: new Date().toISOString() }] };
    },
    state: 'select sum(open_count)::int as n from outreach.deliveries',
    after: { events: 1, messageIds: [MESSAGE] },
  },
  recordEmailMessages: {
    source:
      'mutation ($messages: [EmailMessageInput!]!) { recordEmailMessages(messages: $messages) { accepted } }',
    database: 'content',
    target: 'content.email_messages',
    prepare: () =>
      Promise.resolve({
        messages: [
          {
            clientKey: 'one',
            campaignId: OUTREACH_TENANT.campaignId,
            leadId: OUTREACH_TENANT.leadId,
            emailAccountId: OUTREACH_TENANT.emailAccountId,
            direction: 'OUTBOUND',
            subject: PRIVATE_TEXT,
            body: `The ${PRIVATE_TEXT}, ada@example.com`,
            sentAt: new Date().toISOString(),
          },
        ],
      }),
    state: `select (select count(*)::int from content.email_messages) as messages, (select count(*)::int from content.message_bodies) as bodies,
      (select count(*)::int from sluice.outbox) as waiting`,
    after: { messages: 1 },
  },
};
