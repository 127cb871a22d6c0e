import { randomUUID } from 'node:crypto';
import type { GraphqlResponseError } from '../../support/graphql-client.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import type { TestServer } from '../../setup/test-servers.js';

export const TENANT = OUTREACH_TENANT;
export const OTHER = OTHER_OUTREACH_TENANT;

/** A message as a client tells it. */
export interface ToldMessage {
  readonly clientKey: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly emailAccountId: string;
  readonly direction: string;
  readonly subject?: string | null;
  readonly body: string;
  readonly sentAt: string;
}

export interface MessageResult {
  readonly clientKey: string;
  readonly accepted: boolean;
  readonly id: string | null;
  readonly errors: readonly {
    readonly field: string;
    readonly code: string;
    readonly message: string;
  }[];
}

export interface MessagesFixture extends GatewayFixture {
  readonly databases: OutreachDatabases;
  /** Records messages as a token of the first tenant with `outreach:write` alone, unless told. */
  record(
    messages: readonly ToldMessage[],
    options?: TokenOptions,
  ): Promise<{
    readonly results: readonly MessageResult[];
    readonly errors: readonly GraphqlResponseError[];
    readonly text: string;
  }>;
  /** How many rows there are. */
  count(): Promise<{
    readonly messages: number;
    readonly bodies: number;
    readonly outbox: number;
    readonly audit: number;
  }>;
}

export const RECORD = `mutation Record($messages: [EmailMessageInput!]!) {
  recordEmailMessages(messages: $messages) { clientKey accepted id errors { field code message } }
}`;

/** A message whose references are right, with a key that nothing else has. */
export function aMessage(changes: Partial<ToldMessage> = {}): ToldMessage {
  const clientKey = randomUUID();
  return {
    clientKey,
    campaignId: TENANT.campaignId,
    leadId: TENANT.leadId,
    emailAccountId: TENANT.emailAccountId,
    direction: 'OUTBOUND',
    subject: 'Spring offer',
    body: `Dear Ada, this is ${clientKey}.`,
    sentAt: '2026-03-01T09:30:00.123456Z',
    ...changes,
  };
}

/** The fields and codes that a message was refused for. */
export function problems(result: MessageResult): readonly string[] {
  return result.errors.map(({ field, code }) => `${field} ${code}`);
}

/** The four databases and a gateway in front of them, which the caller closes. */
export async function startMessagesFixture(
  environment: Record<string, string> = {},
  server?: TestServer,
): Promise<MessagesFixture> {
  const databases = await createOutreachDatabases(server);
  const gateway = await startTestGateway(databases.analytics.gatewayUrl, {
    ...databases.environment,
    ...environment,
  });
  const rows = async (sql: string): Promise<number> =>
    Number((await databases.content.asOwner(`select count(*) as count from ${sql}`))[0]!['count']);
  return {
    ...gateway,
    databases,
    record: async (messages, options) => {
      const { data, errors, text } = await gateway.ask<
        { recordEmailMessages: readonly MessageResult[] | null },
        { messages: readonly ToldMessage[] }
      >(RECORD, {
        tenantId: TENANT.id,
        scopes: ['outreach:write'],
        ...options,
        variables: { messages },
      });
      return { results: data?.recordEmailMessages ?? [], errors, text };
    },
    count: async () => ({
      messages: await rows('content.email_messages'),
      bodies: await rows('content.message_bodies'),
      outbox: await rows('sluice.outbox'),
      audit: await rows('sluice.audit_entries'),
    }),
  };
}
