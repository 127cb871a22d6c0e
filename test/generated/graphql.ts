/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** ISO 8601. Answers carry the offset of the question's time zone: "2026-03-01T00:00:00+01:00". In filters, a value without offset ("2026-03-01" or "2026-03-01T09:30") is a wall-clock time in that zone. */
  DateTime: { input: string; output: string; }
  /** An exact decimal number such as "1234.50"; a string in JSON, since a float would round it. */
  Decimal: { input: string; output: string; }
  /** A positive ISO 8601 duration: "P30D" (30 days), "PT24H" (24 hours), "P3M" (3 months), "P1Y6M", "P2W". */
  Duration: { input: string; output: string; }
  /** A JSON value of any shape. Only answers hold it. */
  JSON: { input: unknown; output: unknown; }
  /** A whole number of any size: a JSON number up to 2^53 − 1 in magnitude, a string of digits beyond, so that no client rounds it. */
  Long: { input: number | string; output: number | string; }
};

/** What rollups and their table are made of. */
export type AnswerLayer =
  /** The aggregates of months that are archived. */
  | 'ARCHIVE'
  /** Days that were computed anew since the last refresh in full. */
  | 'DELTA'
  /** The bulk, as of the last refresh in full. */
  | 'MATERIALIZED_VIEW'
  /** The base table. */
  | 'TABLE';

/** Where an answer was read. */
export type AnswerSource =
  /** From a rollup alone. */
  | 'ROLLUP'
  /** From a rollup, and from the base table the buckets that the range cuts and the days that have changed since the rollup was refreshed. */
  | 'ROLLUP_AND_TABLE'
  /** From the base table. */
  | 'TABLE';

/** A file on a ticket. */
export type Attachment = {
  __typename?: 'Attachment';
  /** The media type, such as image/png. */
  contentType: Scalars['String']['output'];
  /** When it was attached. */
  createdAt: Scalars['DateTime']['output'];
  /** The name of the file. */
  fileName: Scalars['String']['output'];
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The size in bytes; null where it is not known. */
  sizeBytes?: Maybe<Scalars['Long']['output']>;
  /** The ticket it is on; null where that is no more. */
  ticket?: Maybe<Ticket>;
  /** The ticket it is on. */
  ticketId: Scalars['ID']['output'];
  /** Where the file is kept. */
  url?: Maybe<Scalars['String']['output']>;
};

/** Who changed what. */
export type Audit = {
  __typename?: 'Audit';
  /** What was changed for the tenant, by mutations and by operators' commands, in all databases, newest first. */
  entries?: Maybe<AuditEntryPage>;
};


/** Who changed what. */
export type AuditEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  where?: InputMaybe<AuditFilter>;
};

/** Who changed something. */
export type AuditActor =
  /** An operator, with a command. */
  | 'OPERATOR'
  /** A request with an access token. */
  | 'TOKEN';

/** One change, and who made it. */
export type AuditEntry = {
  __typename?: 'AuditEntry';
  /** What was done: the name of a mutation, or of a command. */
  action: Scalars['String']['output'];
  /** Whether a token or an operator made it. */
  actor: AuditActor;
  /** What is there since, or is to be; after a failure, its code. */
  after?: Maybe<Scalars['JSON']['output']>;
  /** What was there before, as far as it was changed. */
  before?: Maybe<Scalars['JSON']['output']>;
  /** The database that the change was made in: analytics, oltp, content or queue. */
  database: Scalars['String']['output'];
  /** The entry's identifier. */
  id: Scalars['ID']['output'];
  /** When it was written, with the change, in UTC. */
  occurredAt: Scalars['DateTime']['output'];
  /** What became of it. */
  outcome: AuditOutcome;
  /** The request, as `x-request-id` and the log have it, or the run of a command. */
  requestId: Scalars['ID']['output'];
  /** The token's subject, or the operator's name. */
  subject: Scalars['String']['output'];
  /** What it was done to: mostly a table. */
  target: Scalars['String']['output'];
  /** The access token's identifier, or the JWT's `jti`; null for an operator, and a JWT without one. */
  tokenId?: Maybe<Scalars['ID']['output']>;
};

/** A page of audit entries, newest first. */
export type AuditEntryPage = {
  __typename?: 'AuditEntryPage';
  /** The audit entries. */
  nodes: Array<AuditEntry>;
  /** Where the page ends. */
  pageInfo: PageInfo;
};

/** Which audit entries; all that is given must hold. */
export type AuditFilter = {
  /** Of this mutation or command. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** Of this request, or run of a command. */
  requestId?: InputMaybe<Scalars['ID']['input']>;
  /** Written at or after this; without offset in UTC. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Of this subject or operator. */
  subject?: InputMaybe<Scalars['String']['input']>;
  /** About this. */
  target?: InputMaybe<Scalars['String']['input']>;
  /** Written before this; without offset in UTC. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of an action. */
export type AuditOutcome =
  /** It failed half-way, or was stopped. */
  | 'FAILED'
  /** It takes a while; another entry of the same request tells how it ended. Without one it was killed. */
  | 'STARTED'
  /** It was done. */
  | 'SUCCEEDED';

/** Conditions on rows; all that are given must hold. */
export type BillingFilter = {
  /** All of these hold. */
  and?: InputMaybe<Array<BillingFilter>>;
  /** When it fell due; the start of the bucket. */
  billedAt?: InputMaybe<TimeFilter>;
  /** The campaign that it is for; null where it is for none, or that is no more. */
  campaign?: InputMaybe<IdFilter>;
  /** The campaign's identifier; null where it is for none. */
  campaignId?: InputMaybe<IdFilter>;
  /** The mailbox that it is for; null where it is for none, or that is no more. */
  emailAccount?: InputMaybe<IdFilter>;
  /** The mailbox's identifier; null where it is for none. */
  emailAccountId?: InputMaybe<IdFilter>;
  /** What is charged for. */
  item?: InputMaybe<BillingItemFilter>;
  /** This does not hold. */
  not?: InputMaybe<BillingFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<BillingFilter>>;
};

/** What is charged for, or given back. */
export type BillingItem =
  /** Given back. */
  | 'CREDIT'
  /** Leads. */
  | 'LEAD'
  /** Mailboxes kept. */
  | 'MAILBOX'
  /** Messages sent. */
  | 'MESSAGE'
  /** Space that is used. */
  | 'STORAGE';

/** Conditions on a BillingItem; all that are given must hold. */
export type BillingItemFilter = {
  /** Is this one. */
  eq?: InputMaybe<BillingItem>;
  /** Is one of these. */
  in?: InputMaybe<Array<BillingItem>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this one; a missing value is not. */
  ne?: InputMaybe<BillingItem>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<BillingItem>>;
};

/** One key of the order of rows. */
export type BillingOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: BillingOrderField;
};

/** A selected dimension, or any measure. */
export type BillingOrderField =
  | 'AMOUNT'
  | 'BILLED_AT'
  | 'CAMPAIGN'
  | 'CAMPAIGN_ID'
  | 'CHARGES'
  | 'COUNT'
  | 'CREDITS'
  | 'EMAIL_ACCOUNT'
  | 'EMAIL_ACCOUNT_ID'
  | 'ITEM'
  | 'QUANTITY';

/** An answer about: One row per charge or credit. */
export type BillingResult = {
  __typename?: 'BillingResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<BillingRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: BillingTotals;
};

/** One row per charge or credit. One group, by the selected dimensions. */
export type BillingRow = {
  __typename?: 'BillingRow';
  /** Charges less credits, exact, in the currency of the tenant's contract. */
  amount?: Maybe<Scalars['Decimal']['output']>;
  /** When it fell due; the start of the bucket. */
  billedAt: Scalars['DateTime']['output'];
  /** The campaign that it is for; null where it is for none, or that is no more. */
  campaign?: Maybe<Campaign>;
  /** The campaign's identifier; null where it is for none. */
  campaignId?: Maybe<Scalars['ID']['output']>;
  /** What is charged, credits left aside. */
  charges?: Maybe<Scalars['Decimal']['output']>;
  /** Charges and credits. */
  count: Scalars['Long']['output'];
  /** What is given back: not positive. */
  credits?: Maybe<Scalars['Decimal']['output']>;
  /** The mailbox that it is for; null where it is for none, or that is no more. */
  emailAccount?: Maybe<EmailAccount>;
  /** The mailbox's identifier; null where it is for none. */
  emailAccountId?: Maybe<Scalars['ID']['output']>;
  /** What is charged for. */
  item: BillingItem;
  /** How many of what is charged for. */
  quantity?: Maybe<Scalars['Long']['output']>;
};


/** One row per charge or credit. One group, by the selected dimensions. */
export type BillingRowBilledAtArgs = {
  grain?: Grain;
};

/** One row per charge or credit. All groups together, whatever the limit. */
export type BillingTotals = {
  __typename?: 'BillingTotals';
  /** Charges less credits, exact, in the currency of the tenant's contract. */
  amount?: Maybe<Scalars['Decimal']['output']>;
  /** What is charged, credits left aside. */
  charges?: Maybe<Scalars['Decimal']['output']>;
  /** Charges and credits. */
  count: Scalars['Long']['output'];
  /** What is given back: not positive. */
  credits?: Maybe<Scalars['Decimal']['output']>;
  /** How many of what is charged for. */
  quantity?: Maybe<Scalars['Long']['output']>;
};

/** Conditions on a yes or no; all that are given must hold. */
export type BooleanFilter = {
  /** Is this. */
  eq?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this; a missing value is not. */
  ne?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Whether an answer may be one that was kept. */
export type CacheMode =
  /** It may be, where the data is known to be the same still. */
  | 'DEFAULT'
  /** It is read from the database now. */
  | 'NONE';

/** A campaign: a series of messages to many leads. */
export type Campaign = {
  __typename?: 'Campaign';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Until when it sends; null for no end. */
  endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The name. */
  name: Scalars['String']['output'];
  /** From when on it sends; null while nobody has said. */
  startsAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stands. */
  status: CampaignStatus;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of campaigns, newest first. */
export type CampaignPage = {
  __typename?: 'CampaignPage';
  /** The campaigns. */
  nodes: Array<Campaign>;
  /** Where the page ends. */
  pageInfo: PageInfo;
};

/** Where a campaign stands. */
export type CampaignStatus =
  /** It sends. */
  | 'ACTIVE'
  /** It is over. */
  | 'COMPLETED'
  /** It is being prepared. */
  | 'DRAFT'
  /** It has been stopped for a while. */
  | 'PAUSED';

/** A prepared answer. */
export type CannedResponse = {
  __typename?: 'CannedResponse';
  /** The answer's text. */
  body: Scalars['String']['output'];
  /** The kind of ticket it answers. */
  category?: Maybe<Scalars['String']['output']>;
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The language it is written in, as in en or pt-BR. */
  language: Scalars['String']['output'];
  /** What agents look it up by. */
  title: Scalars['String']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** How often it was used. */
  usageCount: Scalars['Long']['output'];
};

/** What a change was about. */
export type ChangeType =
  /** Who works on it. */
  | 'ASSIGNMENT'
  /** Its category. */
  | 'CATEGORY'
  /** The ticket was raised. */
  | 'CREATED'
  /** It became part of another. */
  | 'MERGED'
  /** Its priority. */
  | 'PRIORITY'
  /** It was opened again. */
  | 'REOPENED'
  /** The customer's rating. */
  | 'SATISFACTION'
  /** Its agreed times. */
  | 'SLA'
  /** Its status. */
  | 'STATUS';

/** Something said on a ticket. */
export type Comment = {
  __typename?: 'Comment';
  /** Who wrote it; null for the system. */
  author?: Maybe<User>;
  /** What was said. */
  body: Scalars['String']['output'];
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The ticket it is on; null where that is no more. */
  ticket?: Maybe<Ticket>;
  /** The ticket it is on. */
  ticketId: Scalars['ID']['output'];
  /** Who it is for. */
  type: CommentType;
};

/** Who a comment is for. */
export type CommentType =
  /** Agents only. */
  | 'INTERNAL'
  /** The customer reads it. */
  | 'PUBLIC'
  /** Written by a machine. */
  | 'SYSTEM';

/** What service a customer has bought. */
export type CustomerTier =
  /** The basic plan. */
  | 'BASIC'
  /** The enterprise plan. */
  | 'ENTERPRISE'
  /** The premium plan. */
  | 'PREMIUM';

/** Conditions on rows; all that are given must hold. */
export type DeliveriesFilter = {
  /** All of these hold. */
  and?: InputMaybe<Array<DeliveriesFilter>>;
  /** The campaign that it belongs to; null where that is no more. */
  campaign?: InputMaybe<IdFilter>;
  /** The campaign's identifier, whether or not there still is one. */
  campaignId?: InputMaybe<IdFilter>;
  /** The mailbox that it was sent from; null where that is no more. */
  emailAccount?: InputMaybe<IdFilter>;
  /** The mailbox's identifier, whether or not there still is one. */
  emailAccountId?: InputMaybe<IdFilter>;
  /** Whom it was sent to; null where the lead is no more. */
  lead?: InputMaybe<IdFilter>;
  /** The lead's identifier, whether or not there still is one. */
  leadId?: InputMaybe<IdFilter>;
  /** This does not hold. */
  not?: InputMaybe<DeliveriesFilter>;
  /** When it was first opened; the start of the bucket, null while it was not. */
  openedAt?: InputMaybe<TimeFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<DeliveriesFilter>>;
  /** When it was first answered; the start of the bucket, null while it was not. */
  repliedAt?: InputMaybe<TimeFilter>;
  /** When the message was sent; the start of the bucket. */
  sentAt?: InputMaybe<TimeFilter>;
};

/** One key of the order of rows. */
export type DeliveriesOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: DeliveriesOrderField;
};

/** A selected dimension, or any measure. */
export type DeliveriesOrderField =
  | 'BOUNCED'
  | 'BOUNCE_RATE'
  | 'CAMPAIGN'
  | 'CAMPAIGN_ID'
  | 'CLICKED'
  | 'CLICKS'
  | 'CLICK_RATE'
  | 'DELIVERED'
  | 'DELIVERY_RATE'
  | 'EMAIL_ACCOUNT'
  | 'EMAIL_ACCOUNT_ID'
  | 'LEAD'
  | 'LEADS'
  | 'LEAD_ID'
  | 'OPENED'
  | 'OPENED_AT'
  | 'OPENS'
  | 'OPEN_RATE'
  | 'REPLIED'
  | 'REPLIED_AT'
  | 'REPLY_RATE'
  | 'SENT'
  | 'SENT_AT'
  | 'UNSUBSCRIBED'
  | 'UNSUBSCRIBE_RATE';

/** An answer about: One row per message that was sent, and what became of it. */
export type DeliveriesResult = {
  __typename?: 'DeliveriesResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<DeliveriesRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: DeliveriesTotals;
};

/** One row per message that was sent, and what became of it. One group, by the selected dimensions. */
export type DeliveriesRow = {
  __typename?: 'DeliveriesRow';
  /** Messages that came back over those sent, 0 to 1. */
  bounceRate?: Maybe<Scalars['Float']['output']>;
  /** Messages that came back. */
  bounced: Scalars['Long']['output'];
  /** The campaign that it belongs to; null where that is no more. */
  campaign?: Maybe<Campaign>;
  /** The campaign's identifier, whether or not there still is one. */
  campaignId: Scalars['ID']['output'];
  /** Messages in which a link was followed over those delivered. */
  clickRate?: Maybe<Scalars['Float']['output']>;
  /** Messages in which a link was followed, each counted once. */
  clicked: Scalars['Long']['output'];
  /** How often links were followed, every time counted. */
  clicks?: Maybe<Scalars['Long']['output']>;
  /** Messages that were delivered. */
  delivered: Scalars['Long']['output'];
  /** Delivered messages over those sent, 0 to 1. */
  deliveryRate?: Maybe<Scalars['Float']['output']>;
  /** The mailbox that it was sent from; null where that is no more. */
  emailAccount?: Maybe<EmailAccount>;
  /** The mailbox's identifier, whether or not there still is one. */
  emailAccountId: Scalars['ID']['output'];
  /** Whom it was sent to; null where the lead is no more. */
  lead?: Maybe<Lead>;
  /** The lead's identifier, whether or not there still is one. */
  leadId: Scalars['ID']['output'];
  /** Different leads who were written to. */
  leads: Scalars['Long']['output'];
  /** Opened messages over those delivered. */
  openRate?: Maybe<Scalars['Float']['output']>;
  /** Messages that were opened, each counted once. */
  opened: Scalars['Long']['output'];
  /** When it was first opened; the start of the bucket, null while it was not. */
  openedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How often messages were opened, every time counted. */
  opens?: Maybe<Scalars['Long']['output']>;
  /** Messages that were answered, each counted once. */
  replied: Scalars['Long']['output'];
  /** When it was first answered; the start of the bucket, null while it was not. */
  repliedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Answered messages over those delivered. */
  replyRate?: Maybe<Scalars['Float']['output']>;
  /** Messages sent. */
  sent: Scalars['Long']['output'];
  /** When the message was sent; the start of the bucket. */
  sentAt: Scalars['DateTime']['output'];
  /** Messages whose reader asked for no more over those delivered. */
  unsubscribeRate?: Maybe<Scalars['Float']['output']>;
  /** Messages whose reader asked for no more. */
  unsubscribed: Scalars['Long']['output'];
};


/** One row per message that was sent, and what became of it. One group, by the selected dimensions. */
export type DeliveriesRowOpenedAtArgs = {
  grain?: Grain;
};


/** One row per message that was sent, and what became of it. One group, by the selected dimensions. */
export type DeliveriesRowRepliedAtArgs = {
  grain?: Grain;
};


/** One row per message that was sent, and what became of it. One group, by the selected dimensions. */
export type DeliveriesRowSentAtArgs = {
  grain?: Grain;
};

/** One row per message that was sent, and what became of it. All groups together, whatever the limit. */
export type DeliveriesTotals = {
  __typename?: 'DeliveriesTotals';
  /** Messages that came back over those sent, 0 to 1. */
  bounceRate?: Maybe<Scalars['Float']['output']>;
  /** Messages that came back. */
  bounced: Scalars['Long']['output'];
  /** Messages in which a link was followed over those delivered. */
  clickRate?: Maybe<Scalars['Float']['output']>;
  /** Messages in which a link was followed, each counted once. */
  clicked: Scalars['Long']['output'];
  /** How often links were followed, every time counted. */
  clicks?: Maybe<Scalars['Long']['output']>;
  /** Messages that were delivered. */
  delivered: Scalars['Long']['output'];
  /** Delivered messages over those sent, 0 to 1. */
  deliveryRate?: Maybe<Scalars['Float']['output']>;
  /** Different leads who were written to. */
  leads: Scalars['Long']['output'];
  /** Opened messages over those delivered. */
  openRate?: Maybe<Scalars['Float']['output']>;
  /** Messages that were opened, each counted once. */
  opened: Scalars['Long']['output'];
  /** How often messages were opened, every time counted. */
  opens?: Maybe<Scalars['Long']['output']>;
  /** Messages that were answered, each counted once. */
  replied: Scalars['Long']['output'];
  /** Answered messages over those delivered. */
  replyRate?: Maybe<Scalars['Float']['output']>;
  /** Messages sent. */
  sent: Scalars['Long']['output'];
  /** Messages whose reader asked for no more over those delivered. */
  unsubscribeRate?: Maybe<Scalars['Float']['output']>;
  /** Messages whose reader asked for no more. */
  unsubscribed: Scalars['Long']['output'];
};

/** An e-mail account: a mailbox that messages are sent from. */
export type EmailAccount = {
  __typename?: 'EmailAccount';
  /** Its e-mail address. Needs the scope "pii". */
  address?: Maybe<Scalars['String']['output']>;
  /** When it was added. */
  createdAt: Scalars['DateTime']['output'];
  /** How many messages it may send in a day. */
  dailyLimit: Scalars['Int']['output'];
  /** The name that recipients read; null for none. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** Whether messages are sent from it. */
  isActive: Scalars['Boolean']['output'];
  /** Who runs it. */
  provider: EmailProvider;
};

/** A page of mailboxes, newest first. */
export type EmailAccountPage = {
  __typename?: 'EmailAccountPage';
  /** The mailboxes. */
  nodes: Array<EmailAccount>;
  /** Where the page ends. */
  pageInfo: PageInfo;
};

/** Something that happened to a message that was sent. */
export type EmailEventInput = {
  /** The message. */
  messageId: Scalars['ID']['input'];
  /** When it happened, in UTC unless it has an offset. The same type at the same microsecond is the same event. */
  occurredAt: Scalars['DateTime']['input'];
  /** What happened. */
  type: EmailEventType;
};

/** What became of an event that was told. */
export type EmailEventResult = {
  __typename?: 'EmailEventResult';
  /** Whether the event is recorded, now or by an earlier telling: it counts once. */
  accepted: Scalars['Boolean']['output'];
  /** Why it is not accepted; none where it is. */
  errors: Array<InputProblem>;
  /** The message, as it was told. */
  messageId: Scalars['ID']['output'];
};

/** What happened to a message. */
export type EmailEventType =
  /** It came back. */
  | 'BOUNCED'
  /** A link in it was followed. It counts as delivered, too. */
  | 'CLICKED'
  /** The receiving server took it. */
  | 'DELIVERED'
  /** It was opened. It counts as delivered, too. */
  | 'OPENED'
  /** It was answered. It counts as delivered, too. */
  | 'REPLIED'
  /** Its reader asked for no more. It counts as delivered, too. */
  | 'UNSUBSCRIBED';

/** An e-mail message. */
export type EmailMessage = {
  __typename?: 'EmailMessage';
  /** The text, once it has proved to be what was recorded; null with the error CORRUPT_BODY where it is not. */
  body?: Maybe<Scalars['String']['output']>;
  /** The campaign that it belongs to; null where that is no more. */
  campaign?: Maybe<Campaign>;
  /** What the client calls it; null where it came by another road. */
  clientKey?: Maybe<Scalars['String']['output']>;
  /** Which way it went. */
  direction: MessageDirection;
  /** The mailbox that it was sent from or came to; null where that is no more. */
  emailAccount?: Maybe<EmailAccount>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** Whom it was sent to or came from; null where that is no more. */
  lead?: Maybe<Lead>;
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
  /** When it was sent. */
  sentAt: Scalars['DateTime']['output'];
  /** The subject; null for none. */
  subject?: Maybe<Scalars['String']['output']>;
};

/** A message that was sent or came in. */
export type EmailMessageInput = {
  /** The text, up to 1 MiB in UTF-8. */
  body: Scalars['String']['input'];
  /** The campaign that it belongs to. */
  campaignId: Scalars['ID']['input'];
  /** What you call it, up to 200 characters. The same key writes one message, however often it is told: make it of what the message is, not of when you tell it. */
  clientKey: Scalars['String']['input'];
  /** Which way it went. */
  direction: MessageDirection;
  /** The mailbox that it was sent from or came to. */
  emailAccountId: Scalars['ID']['input'];
  /** Whom it was sent to or came from. */
  leadId: Scalars['ID']['input'];
  /** When it was sent, in UTC unless it has an offset. */
  sentAt: Scalars['DateTime']['input'];
  /** The subject, up to 998 characters; null for none. */
  subject?: InputMaybe<Scalars['String']['input']>;
};

/** A page of messages, newest first. */
export type EmailMessagePage = {
  __typename?: 'EmailMessagePage';
  /** The messages. */
  nodes: Array<EmailMessage>;
  /** Where the page ends. */
  pageInfo: PageInfo;
};

/** What became of a message that was told. */
export type EmailMessageResult = {
  __typename?: 'EmailMessageResult';
  /** Whether the message is recorded, now or by an earlier telling: it is written once. */
  accepted: Scalars['Boolean']['output'];
  /** What you call the message. */
  clientKey: Scalars['String']['output'];
  /** Why it is not accepted; none where it is. */
  errors: Array<InputProblem>;
  /** Its identifier, the same at every telling; null where it is not accepted. */
  id?: Maybe<Scalars['ID']['output']>;
};

/** Which messages: those for which all that is said here is so. */
export type EmailMessagesFilter = {
  /** Of this campaign. */
  campaignId?: InputMaybe<Scalars['ID']['input']>;
  /** That went this way. */
  direction?: InputMaybe<MessageDirection>;
  /** By this mailbox. */
  emailAccountId?: InputMaybe<Scalars['ID']['input']>;
  /** To or from this lead. */
  leadId?: InputMaybe<Scalars['ID']['input']>;
  /** Sent in this time. Times without offset are in UTC. */
  sentAt?: InputMaybe<TimeFilter>;
};

/** Who runs a mailbox. */
export type EmailProvider =
  /** Google. */
  | 'GOOGLE'
  /** Microsoft. */
  | 'MICROSOFT'
  /** Any server that speaks SMTP. */
  | 'SMTP';

/** Why an answer was read where it was: of the rows, or of the totals where no rows were asked for. */
export type Explain = {
  __typename?: 'Explain';
  /** Rows of all tenants that the planner expects to be read; for the scope "operator" only, else null. */
  estimatedRows?: Maybe<Scalars['Long']['output']>;
  /** The layers that hold the times that were read, for this tenant. */
  layers: Array<AnswerLayer>;
  /** Why this one. */
  reason: Scalars['String']['output'];
  /** Every other rollup of the dataset, and why not. */
  rejected: Array<RejectedRollup>;
  /** The rollup that answered; null for the base table. */
  rollup?: Maybe<Scalars['String']['output']>;
  /** What kind of relation answered. */
  source: AnswerSource;
  /** The statement, with parameters in place of values; for the scope "operator" only, else null. */
  sql?: Maybe<Scalars['String']['output']>;
  /** The same for the totals; null where rows or totals alone were asked for. */
  totals?: Maybe<ExplainPart>;
};

/** Why an answer was read where it was. */
export type ExplainPart = {
  __typename?: 'ExplainPart';
  /** Rows of all tenants that the planner expects to be read; for the scope "operator" only, else null. */
  estimatedRows?: Maybe<Scalars['Long']['output']>;
  /** The layers that hold the times that were read, for this tenant. */
  layers: Array<AnswerLayer>;
  /** Why this one. */
  reason: Scalars['String']['output'];
  /** Every other rollup of the dataset, and why not. */
  rejected: Array<RejectedRollup>;
  /** The rollup that answered; null for the base table. */
  rollup?: Maybe<Scalars['String']['output']>;
  /** What kind of relation answered. */
  source: AnswerSource;
  /** The statement, with parameters in place of values; for the scope "operator" only, else null. */
  sql?: Maybe<Scalars['String']['output']>;
};

/** A job of the worker that has failed for the last time. The worker looks every few minutes whether it works again, and then this is gone; `sluice jobs` retries it at once, or discards it. */
export type FailedJob = {
  __typename?: 'FailedJob';
  /** What went wrong at the last try. It quotes no tenant's data. */
  error: Scalars['String']['output'];
  /** SQLSTATE, or a code of ours. */
  errorCode?: Maybe<Scalars['String']['output']>;
  /** When it failed for the last time. */
  failedAt: Scalars['DateTime']['output'];
  /** What `sluice jobs retry` and `sluice jobs discard` take. */
  id: Scalars['ID']['output'];
  /** The kind of job, such as fold, refresh or outbox. */
  queue: Scalars['String']['output'];
  /** How often it was tried again before that. */
  retries: Scalars['Int']['output'];
  /** The rollup, or the database of outreach, that it is about; null where it is about all. */
  rollup?: Maybe<Scalars['String']['output']>;
};

/** How current an answer is. */
export type Freshness = {
  __typename?: 'Freshness';
  /** All changes committed before this instant are in the answer. */
  asOf: Scalars['DateTime']['output'];
  /** Some of what lies in the range before this instant is archived where this question cannot read it, and is not in the answer; null where nothing is missing. */
  missingBefore?: Maybe<Scalars['DateTime']['output']>;
  /** Changes of this tenant that the answer does not hold; 0 unless the refreshed state was asked for. */
  pendingChanges: Scalars['Long']['output'];
  /** Up to when the oldest rollup of the answer knew the table; null where none was read. */
  refreshedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Which state of the data an answer shows. */
export type FreshnessMode =
  /** The data as it is now: what has changed since the rollups were refreshed comes from the base table. */
  | 'CURRENT'
  /** The rollups as they were last refreshed, and nothing of the base table: the same figure until the next time. Only for ranges of whole UTC hours or days that a rollup covers. */
  | 'REFRESHED';

/** The length of a time bucket, in the zone of the question. */
export type Grain =
  /** A calendar day, of 23 or 25 hours where the clocks change. */
  | 'DAY'
  /** An hour of the clock. */
  | 'HOUR'
  /** A calendar month. */
  | 'MONTH'
  /** A calendar quarter. */
  | 'QUARTER'
  /** An ISO 8601 week, from Monday. */
  | 'WEEK'
  /** A calendar year. */
  | 'YEAR';

/** The help desk: analytics over tickets, and the records behind them. */
export type Helpdesk = {
  __typename?: 'Helpdesk';
  /** One ticket, or null where there is none. Needs the scope "records". */
  ticket?: Maybe<Ticket>;
  /** Tickets one by one, newest first. Needs the scope "records". */
  ticketRecords?: Maybe<TicketPage>;
  /** One row per support ticket. Needs the scope "helpdesk:read". */
  tickets?: Maybe<TicketsResult>;
};


/** The help desk: analytics over tickets, and the records behind them. */
export type HelpdeskTicketArgs = {
  id: Scalars['ID']['input'];
};


/** The help desk: analytics over tickets, and the records behind them. */
export type HelpdeskTicketRecordsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  where?: InputMaybe<TicketsFilter>;
};


/** The help desk: analytics over tickets, and the records behind them. */
export type HelpdeskTicketsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<TicketsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<TicketsFilter>;
};

/** The fields of Helpdesk that can be live: its data sets. */
export type HelpdeskLive = {
  __typename?: 'HelpdeskLive';
  /** One row per support ticket. Needs the scope "helpdesk:read". */
  tickets?: Maybe<TicketsResult>;
};


/** The fields of Helpdesk that can be live: its data sets. */
export type HelpdeskLiveTicketsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<TicketsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<TicketsFilter>;
};

/** How matches are shown. */
export type HighlightInput = {
  /** Stands behind a match, as it is: it is not escaped. */
  after?: Scalars['String']['input'];
  /** Stands before a match, as it is: it is not escaped. */
  before?: Scalars['String']['input'];
  /** Of a long text, how many fragments at most, up to 10. */
  maxFragments?: Scalars['Int']['input'];
  /** How many words a fragment has at most, 4 to 100. */
  maxWords?: Scalars['Int']['input'];
};

/** Conditions on an identifier; all that are given must hold. */
export type IdFilter = {
  /** Is this one. */
  eq?: InputMaybe<Scalars['ID']['input']>;
  /** Is one of these. */
  in?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this one; a missing value is not. */
  ne?: InputMaybe<Scalars['ID']['input']>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** Why one of many inputs was not accepted. */
export type InputProblem = {
  __typename?: 'InputProblem';
  /** What is wrong, as a stable word: UNKNOWN, INVALID … */
  code: Scalars['String']['output'];
  /** The field of the input that it is about, such as "campaignId". */
  field: Scalars['String']['output'];
  /** The same in a sentence. */
  message: Scalars['String']['output'];
};

/** Conditions on a whole number; all that are given must hold. */
export type IntFilter = {
  /** Is this number. */
  eq?: InputMaybe<Scalars['Int']['input']>;
  /** Is greater. */
  gt?: InputMaybe<Scalars['Int']['input']>;
  /** Is greater or equal. */
  gte?: InputMaybe<Scalars['Int']['input']>;
  /** Is one of these. */
  in?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is less. */
  lt?: InputMaybe<Scalars['Int']['input']>;
  /** Is less or equal. */
  lte?: InputMaybe<Scalars['Int']['input']>;
  /** Is not this number; a missing value is not. */
  ne?: InputMaybe<Scalars['Int']['input']>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<Scalars['Int']['input']>>;
};

/** A lead: a person who is written to. */
export type Lead = {
  __typename?: 'Lead';
  /** Whom the lead works for; null where it is not known. */
  company?: Maybe<Scalars['String']['output']>;
  /** When the lead became known. */
  createdAt: Scalars['DateTime']['output'];
  /** The e-mail address. Needs the scope "pii". */
  email?: Maybe<Scalars['String']['output']>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The name; null where it is not known. */
  name?: Maybe<Scalars['String']['output']>;
  /** Where the lead stands. */
  status: LeadStatus;
  /** When the lead was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of leads, newest first. */
export type LeadPage = {
  __typename?: 'LeadPage';
  /** The leads. */
  nodes: Array<Lead>;
  /** Where the page ends. */
  pageInfo: PageInfo;
};

/** Where a lead stands. */
export type LeadStatus =
  /** Cannot be reached: messages come back. */
  | 'BOUNCED'
  /** Was written to. */
  | 'CONTACTED'
  /** Has become a customer. */
  | 'CONVERTED'
  /** Nobody has written yet. */
  | 'NEW'
  /** Has answered. */
  | 'REPLIED'
  /** Wants no more messages. */
  | 'UNSUBSCRIBED';

/** Which way a message went. */
export type MessageDirection =
  /** From the lead. */
  | 'INBOUND'
  /** To the lead. */
  | 'OUTBOUND';

export type Mutation = {
  __typename?: 'Mutation';
  /** Records what happened to messages, each event accepted or not by itself, in order; at most 1,000 at once. Told again, an event is accepted again and counts once. Needs the scope "outreach:write". */
  recordEmailEvents?: Maybe<Array<EmailEventResult>>;
  /** Records messages, each accepted or not by itself, in order; at most 1,000 at once. Told again, a message gets the same answer and is not written again. Needs the scope "outreach:write". */
  recordEmailMessages?: Maybe<Array<EmailMessageResult>>;
  /** Notes that a hit of a search was opened, once however often it is said. False where there is no such search or record. Needs the scopes of a search of this type. */
  recordSearchOpened: Scalars['Boolean']['output'];
};


export type MutationRecordEmailEventsArgs = {
  events: Array<EmailEventInput>;
};


export type MutationRecordEmailMessagesArgs = {
  messages: Array<EmailMessageInput>;
};


export type MutationRecordSearchOpenedArgs = {
  id: Scalars['ID']['input'];
  position?: InputMaybe<Scalars['Int']['input']>;
  searchId: Scalars['ID']['input'];
  type: SearchType;
};

/** The state of the installation. It holds no tenant's data. */
export type Operator = {
  __typename?: 'Operator';
  /** What operators did to the installation as a whole, in all databases, newest first. Needs the scope "audit", too. */
  auditEntries?: Maybe<AuditEntryPage>;
  /** Jobs of the worker that have failed for the last time, newest first; none is as it should be. */
  failedJobs: Array<FailedJob>;
  /** Every rollup, by name. */
  rollups: Array<RollupCondition>;
  /** Tables with rows outside every partition; none is as it should be. */
  waitingRows: Array<WaitingRows>;
};


/** The state of the installation. It holds no tenant's data. */
export type OperatorAuditEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  where?: InputMaybe<AuditFilter>;
};

/** Ascending or descending; nulls come last in both. */
export type OrderDirection =
  /** Least first. */
  | 'ASC'
  /** Greatest first. */
  | 'DESC';

/** A customer organisation. */
export type Organisation = {
  __typename?: 'Organisation';
  /** Its id in the system that it was imported from. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The name. */
  name: Scalars['String']['output'];
};

/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type Outreach = {
  __typename?: 'Outreach';
  /** One row per charge or credit. Needs the scope "outreach:read". */
  billing?: Maybe<BillingResult>;
  /** One campaign, or null where there is none. Needs the scope "outreach:read". */
  campaign?: Maybe<Campaign>;
  /** Campaigns, newest first. Needs the scope "outreach:read". */
  campaigns?: Maybe<CampaignPage>;
  /** One row per message that was sent, and what became of it. Needs the scope "outreach:read". */
  deliveries?: Maybe<DeliveriesResult>;
  /** One mailbox, or null where there is none. Needs the scope "records". */
  emailAccount?: Maybe<EmailAccount>;
  /** Mailboxes, newest first. Needs the scope "records". */
  emailAccounts?: Maybe<EmailAccountPage>;
  /** One message, or null where there is none. Needs the scope "records". */
  emailMessage?: Maybe<EmailMessage>;
  /** Messages one by one, sent last first. Needs the scope "records". */
  emailMessages?: Maybe<EmailMessagePage>;
  /** One lead, or null where there is none. Needs the scope "records". */
  lead?: Maybe<Lead>;
  /** Leads, newest first. Needs the scope "records". */
  leads?: Maybe<LeadPage>;
  /** What the figures lack, since it has not been moved yet. Figures of the same operation lack no more than that: they are read after it, and from the database. Needs the scope "outreach:read". */
  pending?: Maybe<PendingRows>;
  /** How the jobs of each family fare, by its name. Needs the scope "outreach:read". */
  queueHealth?: Maybe<Array<QueueHealth>>;
  /** One row per attempt at a job that ended, and one per look at how many were waiting. Needs the scope "outreach:read". */
  queueMetrics?: Maybe<QueueMetricsResult>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachBillingArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<BillingOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<BillingFilter>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachCampaignArgs = {
  id: Scalars['ID']['input'];
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachCampaignsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  status?: InputMaybe<CampaignStatus>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachDeliveriesArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<DeliveriesOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<DeliveriesFilter>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachEmailAccountArgs = {
  id: Scalars['ID']['input'];
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachEmailAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  isActive?: InputMaybe<Scalars['Boolean']['input']>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachEmailMessageArgs = {
  id: Scalars['ID']['input'];
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachEmailMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  where?: InputMaybe<EmailMessagesFilter>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachLeadArgs = {
  id: Scalars['ID']['input'];
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachLeadsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  status?: InputMaybe<LeadStatus>;
};


/** E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them. */
export type OutreachQueueMetricsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<QueueMetricsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<QueueMetricsFilter>;
};

/** The fields of Outreach that can be live: its data sets. */
export type OutreachLive = {
  __typename?: 'OutreachLive';
  /** One row per charge or credit. Needs the scope "outreach:read". */
  billing?: Maybe<BillingResult>;
  /** One row per message that was sent, and what became of it. Needs the scope "outreach:read". */
  deliveries?: Maybe<DeliveriesResult>;
  /** One row per attempt at a job that ended, and one per look at how many were waiting. Needs the scope "outreach:read". */
  queueMetrics?: Maybe<QueueMetricsResult>;
};


/** The fields of Outreach that can be live: its data sets. */
export type OutreachLiveBillingArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<BillingOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<BillingFilter>;
};


/** The fields of Outreach that can be live: its data sets. */
export type OutreachLiveDeliveriesArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<DeliveriesOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<DeliveriesFilter>;
};


/** The fields of Outreach that can be live: its data sets. */
export type OutreachLiveQueueMetricsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<QueueMetricsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<QueueMetricsFilter>;
};

/** Where a page ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Give it as `after` for the next page; null for an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
};

/** What is on its way into the figures: messages and ends of jobs that are written, but that a worker has not moved yet. */
export type PendingRows = {
  __typename?: 'PendingRows';
  /** How many rows the figures lack. */
  count: Scalars['Long']['output'];
  /** When the oldest of them was written; null where there is none. */
  oldestAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many of them the figures have refused so far: they are tried again, ever less often. */
  refused: Scalars['Long']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The audit trail of the token's tenant. Needs the scope "audit". */
  audit?: Maybe<Audit>;
  /** The help desk of the token's tenant. */
  helpdesk: Helpdesk;
  /** The state of the installation. Needs the scope "operator". */
  operator?: Maybe<Operator>;
  /** The outreach of the token's tenant. */
  outreach: Outreach;
  /** Searches the texts of all records that the token's scopes open, best matches first. Needs the scope "helpdesk:read", and for tickets, comments and attachments "records". At most 3 in an operation. */
  search?: Maybe<SearchResult>;
  /** The log of the searches of the token's tenant, for as long as it is kept. */
  searchAnalytics: SearchAnalytics;
  /** Completions of the beginning of a search: canned responses, the most used first, past queries and titles, each once. Needs the scope "helpdesk:read"; tickets, attachments and past queries need "records". At most 3 in an operation. */
  suggest?: Maybe<Array<Suggestion>>;
  /** Whether references to rows of outreach hold: a verdict for each, in order; at most 10,000 at once. A row may go at any time after. Needs the scope "outreach:write". */
  validateReferences?: Maybe<Array<ReferenceVerdict>>;
};


export type QuerySearchArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  asYouType?: Scalars['Boolean']['input'];
  first?: Scalars['Int']['input'];
  highlight?: InputMaybe<HighlightInput>;
  language?: InputMaybe<Scalars['String']['input']>;
  query: Scalars['String']['input'];
  timezone?: Scalars['String']['input'];
  types?: InputMaybe<Array<SearchType>>;
  where?: InputMaybe<SearchFilter>;
};


export type QuerySuggestArgs = {
  first?: Scalars['Int']['input'];
  prefix: Scalars['String']['input'];
  types?: InputMaybe<Array<SearchType>>;
};


export type QueryValidateReferencesArgs = {
  references: Array<ReferenceInput>;
};

/** How the tenant's jobs of one family fare at this moment. */
export type QueueHealth = {
  __typename?: 'QueueHealth';
  /** Jobs that were given up within the last day. */
  deadCount: Scalars['Long']['output'];
  /** Jobs that are due and that nobody has claimed. */
  dueCount: Scalars['Long']['output'];
  /** For how many seconds the first of the due jobs has been due; 0 where none is. */
  oldestWaitSeconds: Scalars['Float']['output'];
  /** What kind of work it is. */
  queueFamily: Scalars['String']['output'];
  /** Jobs that a worker is at. */
  runningCount: Scalars['Long']['output'];
  /** In one word. */
  status: QueueStatus;
  /** Of those, jobs whose worker has not been heard of for too long. */
  stuckCount: Scalars['Long']['output'];
};

/** Conditions on rows; all that are given must hold. */
export type QueueMetricsFilter = {
  /** All of these hold. */
  and?: InputMaybe<Array<QueueMetricsFilter>>;
  /** This does not hold. */
  not?: InputMaybe<QueueMetricsFilter>;
  /** When the attempt ended or the look was taken; the start of the bucket. */
  occurredAt?: InputMaybe<TimeFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<QueueMetricsFilter>>;
  /** What kind of work it is. */
  queueFamily?: InputMaybe<StringFilter>;
};

/** One key of the order of rows. */
export type QueueMetricsOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: QueueMetricsOrderField;
};

/** A selected dimension, or any measure. */
export type QueueMetricsOrderField =
  | 'ATTEMPTS'
  | 'AVG_DEPTH'
  | 'AVG_RUN_MS'
  | 'AVG_WAIT_MS'
  | 'DEAD'
  | 'FAILURES'
  | 'FAILURE_RATE'
  | 'MAX_DEPTH'
  | 'OCCURRED_AT'
  | 'P50_RUN_MS'
  | 'P50_WAIT_MS'
  | 'P95_RUN_MS'
  | 'P95_WAIT_MS'
  | 'P99_RUN_MS'
  | 'P99_WAIT_MS'
  | 'QUEUE_FAMILY'
  | 'THROUGHPUT';

/** An answer about: One row per attempt at a job that ended, and one per look at how many were waiting. */
export type QueueMetricsResult = {
  __typename?: 'QueueMetricsResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<QueueMetricsRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: QueueMetricsTotals;
};

/** One row per attempt at a job that ended, and one per look at how many were waiting. One group, by the selected dimensions. */
export type QueueMetricsRow = {
  __typename?: 'QueueMetricsRow';
  /** Attempts at jobs that ended. */
  attempts: Scalars['Long']['output'];
  /** Mean number of jobs that were due and unclaimed, over the looks; null without a look. */
  avgDepth?: Maybe<Scalars['Float']['output']>;
  /** Mean milliseconds from the claim to the end, of attempts whose worker was not lost. */
  avgRunMs?: Maybe<Scalars['Float']['output']>;
  /** Mean milliseconds from when a job was due to when it was claimed. */
  avgWaitMs?: Maybe<Scalars['Float']['output']>;
  /** Jobs that were given up after their last attempt. */
  dead: Scalars['Long']['output'];
  /** Attempts that failed over all, 0 to 1. */
  failureRate?: Maybe<Scalars['Float']['output']>;
  /** Attempts that failed, the last ones of their jobs among them. */
  failures: Scalars['Long']['output'];
  /** The most jobs that were due and unclaimed at one look, of one family; null without a look. */
  maxDepth?: Maybe<Scalars['Long']['output']>;
  /** When the attempt ended or the look was taken; the start of the bucket. */
  occurredAt: Scalars['DateTime']['output'];
  /** Half of the attempts ran no more milliseconds than this. */
  p50RunMs?: Maybe<Scalars['Float']['output']>;
  /** Half of the attempts waited no more milliseconds than this. */
  p50WaitMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 attempts ran no more milliseconds than this. */
  p95RunMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 attempts waited no more milliseconds than this. */
  p95WaitMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 attempts ran no more milliseconds than this. */
  p99RunMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 attempts waited no more milliseconds than this. */
  p99WaitMs?: Maybe<Scalars['Float']['output']>;
  /** What kind of work it is. */
  queueFamily: Scalars['String']['output'];
  /** Jobs that were done. */
  throughput: Scalars['Long']['output'];
};


/** One row per attempt at a job that ended, and one per look at how many were waiting. One group, by the selected dimensions. */
export type QueueMetricsRowOccurredAtArgs = {
  grain?: Grain;
};

/** One row per attempt at a job that ended, and one per look at how many were waiting. All groups together, whatever the limit. */
export type QueueMetricsTotals = {
  __typename?: 'QueueMetricsTotals';
  /** Attempts at jobs that ended. */
  attempts: Scalars['Long']['output'];
  /** Mean number of jobs that were due and unclaimed, over the looks; null without a look. */
  avgDepth?: Maybe<Scalars['Float']['output']>;
  /** Mean milliseconds from the claim to the end, of attempts whose worker was not lost. */
  avgRunMs?: Maybe<Scalars['Float']['output']>;
  /** Mean milliseconds from when a job was due to when it was claimed. */
  avgWaitMs?: Maybe<Scalars['Float']['output']>;
  /** Jobs that were given up after their last attempt. */
  dead: Scalars['Long']['output'];
  /** Attempts that failed over all, 0 to 1. */
  failureRate?: Maybe<Scalars['Float']['output']>;
  /** Attempts that failed, the last ones of their jobs among them. */
  failures: Scalars['Long']['output'];
  /** The most jobs that were due and unclaimed at one look, of one family; null without a look. */
  maxDepth?: Maybe<Scalars['Long']['output']>;
  /** Half of the attempts ran no more milliseconds than this. */
  p50RunMs?: Maybe<Scalars['Float']['output']>;
  /** Half of the attempts waited no more milliseconds than this. */
  p50WaitMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 attempts ran no more milliseconds than this. */
  p95RunMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 attempts waited no more milliseconds than this. */
  p95WaitMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 attempts ran no more milliseconds than this. */
  p99RunMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 attempts waited no more milliseconds than this. */
  p99WaitMs?: Maybe<Scalars['Float']['output']>;
  /** Jobs that were done. */
  throughput: Scalars['Long']['output'];
};

/** How a family of jobs fares. */
export type QueueStatus =
  /** A job has waited for very long, or more than 100 have lost their workers. */
  | 'CRITICAL'
  /** Jobs are done when they are due. */
  | 'OK'
  /** A job has waited for long, has lost its worker, or was given up within a day. */
  | 'WARNING';

/** What a row may say of a row in another database. */
export type ReferenceInput = {
  /** The identifier that it names. What cannot be one is not known. */
  id: Scalars['ID']['input'];
  /** What it refers to. */
  kind: ReferenceKind;
};

/** What a reference refers to. */
export type ReferenceKind =
  /** A campaign. */
  | 'CAMPAIGN'
  /** A mailbox. */
  | 'EMAIL_ACCOUNT'
  /** A lead. */
  | 'LEAD'
  /** A tenant. No other than the token's own is known. */
  | 'TENANT';

/** Whether a reference holds. */
export type ReferenceVerdict = {
  __typename?: 'ReferenceVerdict';
  /** The identifier, as it was asked for. */
  id: Scalars['ID']['output'];
  /** Whether there is such a row of the token's tenant. Another tenant's row is exactly as unknown as none. */
  isKnown: Scalars['Boolean']['output'];
  /** What it refers to. */
  kind: ReferenceKind;
};

/** A rollup that was not chosen. */
export type RejectedRollup = {
  __typename?: 'RejectedRollup';
  /** Why it was not chosen. */
  reason: Scalars['String']['output'];
  /** The name of the rollup. */
  rollup: Scalars['String']['output'];
};

/** A rollup as the planner and the worker see it, over all tenants. */
export type RollupCondition = {
  __typename?: 'RollupCondition';
  /** The rows that were computed anew since, and stand in its delta. */
  deltaRows?: Maybe<Scalars['Long']['output']>;
  /** Up to when view and delta together know the base table; null where it never was refreshed. */
  foldedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How old the oldest change is that view and delta lack; 0 where they lack none. Answers are exact whatever it says: such changes come from the base table. */
  lagSeconds: Scalars['Float']['output'];
  /** How old such a change may become before a worker folds it. */
  lagTargetSeconds: Scalars['Float']['output'];
  /** The name of the rollup. */
  name: Scalars['String']['output'];
  /** When its view was last refreshed in full; null where it never was. */
  refreshedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The rows of its view, as of the refresh. */
  rowCount?: Maybe<Scalars['Long']['output']>;
  /** The rows of its base table, as of the refresh. */
  tableRows?: Maybe<Scalars['Long']['output']>;
};

/** What is searched for, what is found, and what of it is opened. */
export type SearchAnalytics = {
  __typename?: 'SearchAnalytics';
  /** One row per hit of a search that was opened. Needs the scope "records". */
  openings?: Maybe<SearchOpeningsResult>;
  /** One row per search that was answered. Needs the scope "records". */
  searches?: Maybe<SearchesResult>;
};


/** What is searched for, what is found, and what of it is opened. */
export type SearchAnalyticsOpeningsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<SearchOpeningsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<SearchOpeningsFilter>;
};


/** What is searched for, what is found, and what of it is opened. */
export type SearchAnalyticsSearchesArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<SearchesOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<SearchesFilter>;
};

/** The fields of SearchAnalytics that can be live: its data sets. */
export type SearchAnalyticsLive = {
  __typename?: 'SearchAnalyticsLive';
  /** One row per hit of a search that was opened. Needs the scope "records". */
  openings?: Maybe<SearchOpeningsResult>;
  /** One row per search that was answered. Needs the scope "records". */
  searches?: Maybe<SearchesResult>;
};


/** The fields of SearchAnalytics that can be live: its data sets. */
export type SearchAnalyticsLiveOpeningsArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<SearchOpeningsOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<SearchOpeningsFilter>;
};


/** The fields of SearchAnalytics that can be live: its data sets. */
export type SearchAnalyticsLiveSearchesArgs = {
  cache?: CacheMode;
  fill?: Scalars['Boolean']['input'];
  freshness?: FreshnessMode;
  limit?: Scalars['Int']['input'];
  orderBy?: InputMaybe<Array<SearchesOrder>>;
  timezone?: Scalars['String']['input'];
  where?: InputMaybe<SearchesFilter>;
};

/** How a search was answered. */
export type SearchExplain = {
  __typename?: 'SearchExplain';
  /** The way to the matches, in a sentence. */
  plan: Scalars['String']['output'];
  /** What was searched. */
  sources: Array<SearchExplainSource>;
};

/** What was found of one kind of record. */
export type SearchExplainSource = {
  __typename?: 'SearchExplainSource';
  /** Whether these are all. */
  isExact: Scalars['Boolean']['output'];
  /** The matches that were ranked and counted. */
  matches: Scalars['Int']['output'];
  /** The kind of record. */
  type: SearchType;
};

/** How many matches have a value. */
export type SearchFacet = {
  __typename?: 'SearchFacet';
  /** The matches that have it. */
  count: Scalars['Int']['output'];
  /** The value; of a type or a status as its enum has it. */
  value: Scalars['String']['output'];
};

/** Counts over all matches that were ranked, most frequent value first. */
export type SearchFacets = {
  __typename?: 'SearchFacets';
  /** By channel, of those that have one. */
  channel: Array<SearchFacet>;
  /** By month, as in "2026-03", in the zone of the question. */
  month: Array<SearchFacet>;
  /** By status, of those that have one. */
  status: Array<SearchFacet>;
  /** By kind of record. */
  type: Array<SearchFacet>;
};

/** What a search is confined to; all conditions must hold. A record that has no such field matches no condition on it. */
export type SearchFilter = {
  /** Who raised a ticket or wrote a comment. */
  author?: InputMaybe<SearchIdFilter>;
  /** What kind of ticket it is, or a prepared answer is for. */
  category?: InputMaybe<SearchTextFilter>;
  /** The way a ticket came in. */
  channel?: InputMaybe<SearchTextFilter>;
  /** When the record was made. Times without offset are in the zone of the question. */
  createdAt?: InputMaybe<SearchTimeFilter>;
  /** A ticket's or a user's organisation, or the organisation itself. */
  organisation?: InputMaybe<SearchIdFilter>;
  /** How pressing a ticket is. */
  priority?: InputMaybe<SearchTicketPriorityFilter>;
  /** Where a ticket stands. */
  status?: InputMaybe<SearchTicketStatusFilter>;
};

/** Where in a record the query matched. */
export type SearchHighlight = {
  __typename?: 'SearchHighlight';
  /** The field of the record, such as "subject". */
  field: Scalars['String']['output'];
  /** Its text, or fragments of it, with the matches between the marks asked for. Everything that comes from the text is escaped. */
  html: Scalars['String']['output'];
};

/** A record that matches. */
export type SearchHit = {
  __typename?: 'SearchHit';
  /** Give it as `after` for the hits behind this one. */
  cursor: Scalars['String']['output'];
  /** Where it matches: the fields in which a match was found. */
  highlights: Array<SearchHighlight>;
  /** The record's identifier. */
  id: Scalars['ID']['output'];
  /** How well it matches. The order is by rank, then newest first; 1 more where the title is the query. */
  rank: Scalars['Float']['output'];
  /** The record, of the same snapshot as the hit. */
  record?: Maybe<SearchRecord>;
  /** What kind of record it is. */
  type: SearchType;
};

/** Conditions on an identifier; all that are given must hold. */
export type SearchIdFilter = {
  /** Is this one. */
  eq?: InputMaybe<Scalars['ID']['input']>;
  /** Is one of these. */
  in?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** Conditions on rows; all that are given must hold. */
export type SearchOpeningsFilter = {
  /** All of these hold. */
  and?: InputMaybe<Array<SearchOpeningsFilter>>;
  /** When it was first opened; the start of the bucket. */
  createdAt?: InputMaybe<TimeFilter>;
  /** This does not hold. */
  not?: InputMaybe<SearchOpeningsFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<SearchOpeningsFilter>>;
  /** The identifier of the record. */
  recordId?: InputMaybe<IdFilter>;
  /** What kind of record it is. */
  recordType?: InputMaybe<SearchTypeFilter>;
};

/** One key of the order of rows. */
export type SearchOpeningsOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: SearchOpeningsOrderField;
};

/** A selected dimension, or any measure. */
export type SearchOpeningsOrderField =
  | 'AVG_POSITION'
  | 'COUNT'
  | 'CREATED_AT'
  | 'RECORD_ID'
  | 'RECORD_TYPE'
  | 'SEARCHES';

/** An answer about: One row per hit of a search that was opened. */
export type SearchOpeningsResult = {
  __typename?: 'SearchOpeningsResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<SearchOpeningsRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: SearchOpeningsTotals;
};

/** One row per hit of a search that was opened. One group, by the selected dimensions. */
export type SearchOpeningsRow = {
  __typename?: 'SearchOpeningsRow';
  /** Mean place among the hits, from 1 on, of those whose place is known. */
  avgPosition?: Maybe<Scalars['Float']['output']>;
  /** Hits that were opened, each of a search once. */
  count: Scalars['Long']['output'];
  /** When it was first opened; the start of the bucket. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier of the record. */
  recordId: Scalars['ID']['output'];
  /** What kind of record it is. */
  recordType: SearchType;
  /** Different searches. */
  searches: Scalars['Long']['output'];
};


/** One row per hit of a search that was opened. One group, by the selected dimensions. */
export type SearchOpeningsRowCreatedAtArgs = {
  grain?: Grain;
};

/** One row per hit of a search that was opened. All groups together, whatever the limit. */
export type SearchOpeningsTotals = {
  __typename?: 'SearchOpeningsTotals';
  /** Mean place among the hits, from 1 on, of those whose place is known. */
  avgPosition?: Maybe<Scalars['Float']['output']>;
  /** Hits that were opened, each of a search once. */
  count: Scalars['Long']['output'];
  /** Different searches. */
  searches: Scalars['Long']['output'];
};

/** The record behind a hit. */
export type SearchRecord = Attachment | CannedResponse | Comment | Organisation | Ticket | User;

/** One page of what matches a query, best first. */
export type SearchResult = {
  __typename?: 'SearchResult';
  /** What was searched in place of a query that found nothing; null where that is the query itself. */
  correctedQuery?: Maybe<Scalars['String']['output']>;
  /** How the search was answered. Needs the scope "explain". */
  explain?: Maybe<SearchExplain>;
  /** What the matches have in common, whatever the page. */
  facets: SearchFacets;
  /** The hits of this page. */
  hits: Array<SearchHit>;
  /** Whether there are more matches than were ranked: of each kind of record, the newest 1,000 are. */
  isBounded: Scalars['Boolean']['output'];
  /** What a reader of the results should know, in a sentence: that there are more, that the query was corrected, or that it has no word to search for. Else null. */
  notice?: Maybe<Scalars['String']['output']>;
  /** Where the page ends. */
  pageInfo: PageInfo;
  /** Identifies the search, all its pages together. */
  searchId: Scalars['ID']['output'];
  /** How many there are, whatever the page. */
  total: SearchTotal;
};

/** Conditions on a text; all that are given must hold. */
export type SearchTextFilter = {
  /** Is this text. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** Is one of these. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** Conditions on a TicketPriority; all that are given must hold. */
export type SearchTicketPriorityFilter = {
  /** Is this one. */
  eq?: InputMaybe<TicketPriority>;
  /** Is one of these. */
  in?: InputMaybe<Array<TicketPriority>>;
};

/** Conditions on a TicketStatus; all that are given must hold. */
export type SearchTicketStatusFilter = {
  /** Is this one. */
  eq?: InputMaybe<TicketStatus>;
  /** Is one of these. */
  in?: InputMaybe<Array<TicketStatus>>;
};

/** A half-open range of time: from `since` (included) until `until` (not included). */
export type SearchTimeFilter = {
  /** The time that ends at `until`, or with the current second: "P30D" is since 30 days ago. Not together with `since`. */
  last?: InputMaybe<Scalars['Duration']['input']>;
  /** At or after this. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** How many records match. */
export type SearchTotal = {
  __typename?: 'SearchTotal';
  /** Whether these are all; false where there are more. */
  isExact: Scalars['Boolean']['output'];
  /** The matches that were ranked and counted. */
  value: Scalars['Int']['output'];
};

/** A kind of record that can be searched. */
export type SearchType =
  /** Files on tickets, by name. Needs the scope "records". */
  | 'ATTACHMENT'
  /** Prepared answers. */
  | 'CANNED_RESPONSE'
  /** Comments on tickets. Needs the scope "records". */
  | 'COMMENT'
  /** Customer organisations. */
  | 'ORGANISATION'
  /** Tickets. Needs the scope "records". */
  | 'TICKET'
  /** Agents and customers. Their e-mail addresses are searched with the scope "pii" only. */
  | 'USER';

/** Conditions on a SearchType; all that are given must hold. */
export type SearchTypeFilter = {
  /** Is this one. */
  eq?: InputMaybe<SearchType>;
  /** Is one of these. */
  in?: InputMaybe<Array<SearchType>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this one; a missing value is not. */
  ne?: InputMaybe<SearchType>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<SearchType>>;
};

/** Conditions on rows; all that are given must hold. */
export type SearchesFilter = {
  /** All of these hold. */
  and?: InputMaybe<Array<SearchesFilter>>;
  /** Whether something else was searched for, since the query itself found nothing. */
  corrected?: InputMaybe<BooleanFilter>;
  /** When it was asked; the start of the bucket. */
  createdAt?: InputMaybe<TimeFilter>;
  /** Whether any record was found. */
  hasResult?: InputMaybe<BooleanFilter>;
  /** The language that was asked for, such as "en"; null where none was. */
  language?: InputMaybe<StringFilter>;
  /** This does not hold. */
  not?: InputMaybe<SearchesFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<SearchesFilter>>;
  /** What was searched for, in lower case and with single spaces. */
  query?: InputMaybe<StringFilter>;
};

/** One key of the order of rows. */
export type SearchesOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: SearchesOrderField;
};

/** A selected dimension, or any measure. */
export type SearchesOrderField =
  | 'AVG_DURATION_MS'
  | 'CORRECTED'
  | 'COUNT'
  | 'CREATED_AT'
  | 'HAS_RESULT'
  | 'LANGUAGE'
  | 'NO_RESULT_RATE'
  | 'OPENED'
  | 'P50_DURATION_MS'
  | 'P95_DURATION_MS'
  | 'P99_DURATION_MS'
  | 'QUERY'
  | 'SUCCESS_RATE'
  | 'WITHOUT_RESULT'
  | 'WITH_RESULTS';

/** An answer about: One row per search that was answered. */
export type SearchesResult = {
  __typename?: 'SearchesResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<SearchesRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: SearchesTotals;
};

/** One row per search that was answered. One group, by the selected dimensions. */
export type SearchesRow = {
  __typename?: 'SearchesRow';
  /** Mean milliseconds from the request to its answer. */
  avgDurationMs?: Maybe<Scalars['Float']['output']>;
  /** Whether something else was searched for, since the query itself found nothing. */
  corrected: Scalars['Boolean']['output'];
  /** Searches. */
  count: Scalars['Long']['output'];
  /** When it was asked; the start of the bucket. */
  createdAt: Scalars['DateTime']['output'];
  /** Whether any record was found. */
  hasResult: Scalars['Boolean']['output'];
  /** The language that was asked for, such as "en"; null where none was. */
  language?: Maybe<Scalars['String']['output']>;
  /** Searches that found nothing over all, 0 to 1. */
  noResultRate?: Maybe<Scalars['Float']['output']>;
  /** Searches of which a hit was opened. */
  opened: Scalars['Long']['output'];
  /** Half of the searches took no more milliseconds than this. */
  p50DurationMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 searches took no more milliseconds than this. */
  p95DurationMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 searches took no more milliseconds than this. */
  p99DurationMs?: Maybe<Scalars['Float']['output']>;
  /** What was searched for, in lower case and with single spaces. */
  query: Scalars['String']['output'];
  /** Searches that found something that was opened over all, 0 to 1. */
  successRate?: Maybe<Scalars['Float']['output']>;
  /** Searches that found something. */
  withResults: Scalars['Long']['output'];
  /** Searches that found nothing. */
  withoutResult: Scalars['Long']['output'];
};


/** One row per search that was answered. One group, by the selected dimensions. */
export type SearchesRowCreatedAtArgs = {
  grain?: Grain;
};

/** One row per search that was answered. All groups together, whatever the limit. */
export type SearchesTotals = {
  __typename?: 'SearchesTotals';
  /** Mean milliseconds from the request to its answer. */
  avgDurationMs?: Maybe<Scalars['Float']['output']>;
  /** Searches. */
  count: Scalars['Long']['output'];
  /** Searches that found nothing over all, 0 to 1. */
  noResultRate?: Maybe<Scalars['Float']['output']>;
  /** Searches of which a hit was opened. */
  opened: Scalars['Long']['output'];
  /** Half of the searches took no more milliseconds than this. */
  p50DurationMs?: Maybe<Scalars['Float']['output']>;
  /** 95 of 100 searches took no more milliseconds than this. */
  p95DurationMs?: Maybe<Scalars['Float']['output']>;
  /** 99 of 100 searches took no more milliseconds than this. */
  p99DurationMs?: Maybe<Scalars['Float']['output']>;
  /** Searches that found something that was opened over all, 0 to 1. */
  successRate?: Maybe<Scalars['Float']['output']>;
  /** Searches that found something. */
  withResults: Scalars['Long']['output'];
  /** Searches that found nothing. */
  withoutResult: Scalars['Long']['output'];
};

/** Conditions on a text; all that are given must hold. */
export type StringFilter = {
  /** Is this text. */
  eq?: InputMaybe<Scalars['String']['input']>;
  /** Is one of these. */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this text; a missing value is not. */
  ne?: InputMaybe<Scalars['String']['input']>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** The help desk of the token's tenant. Live: first the answer, then a new one whenever the data behind it has changed. */
  helpdesk: HelpdeskLive;
  /** The outreach of the token's tenant. Live: first the answer, then a new one whenever the data behind it has changed. */
  outreach: OutreachLive;
  /** The log of the searches of the token's tenant, for as long as it is kept. Live: first the answer, then a new one whenever the data behind it has changed. */
  searchAnalytics: SearchAnalyticsLive;
};

/** What may be meant by the beginning of a search. */
export type Suggestion = {
  __typename?: 'Suggestion';
  /** What it is. */
  kind: SuggestionKind;
  /** The completed text. */
  text: Scalars['String']['output'];
  /** The kind of record that is called so; null for a past query. */
  type?: Maybe<SearchType>;
};

/** What a suggestion is. */
export type SuggestionKind =
  /** What somebody of this tenant has searched for, and found something. */
  | 'QUERY'
  /** What a record is called: a ticket's subject, a person's name. */
  | 'TITLE';

/** A search in the text of the rows. One without any word finds nothing. */
export type TextFilter = {
  /** Only texts in this language, such as "en" or "pt-BR"; all of the tenant's unless told. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** What to search for: words, "phrases" in quotes, or, and -words that must not occur. At most 1,000 characters and 32 words. */
  search: Scalars['String']['input'];
};

/** A support ticket. */
export type Ticket = {
  __typename?: 'Ticket';
  /** Who works on it. */
  agent?: Maybe<User>;
  /** The team or queue that works on it. */
  agentGroup?: Maybe<Scalars['String']['output']>;
  /** The files. */
  attachments: Array<Attachment>;
  /** What kind of ticket it is. */
  category?: Maybe<Scalars['String']['output']>;
  /** The way it came in. */
  channel: Scalars['String']['output'];
  /** What was said. */
  comments: Array<Comment>;
  /** When it was raised. */
  createdAt: Scalars['DateTime']['output'];
  /** Who raised it. */
  customer?: Maybe<User>;
  /** What it is about, in full. */
  description?: Maybe<Scalars['String']['output']>;
  /** Its id in the system that it was imported from. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** When an agent first answered. */
  firstRespondedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the first response is due. */
  firstResponseDueAt?: Maybe<Scalars['DateTime']['output']>;
  /** What changed. */
  history: Array<TicketChange>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The customer's organisation. */
  organisation?: Maybe<Organisation>;
  /** How pressing it is; null where nobody has said. */
  priority?: Maybe<TicketPriority>;
  /** When the resolution is due. */
  resolutionDueAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was resolved. */
  resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The customer's rating from 1 to 5. */
  satisfactionScore?: Maybe<Scalars['Int']['output']>;
  /** Whether an agreed time was exceeded; null where none was agreed. */
  slaBreached?: Maybe<Scalars['Boolean']['output']>;
  /** Where it stands. */
  status: TicketStatus;
  /** What it is about, in a line. */
  subject: Scalars['String']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};


/** A support ticket. */
export type TicketAttachmentsArgs = {
  first?: Scalars['Int']['input'];
};


/** A support ticket. */
export type TicketCommentsArgs = {
  first?: Scalars['Int']['input'];
};


/** A support ticket. */
export type TicketHistoryArgs = {
  first?: Scalars['Int']['input'];
};

/** A change of a ticket. */
export type TicketChange = {
  __typename?: 'TicketChange';
  /** What changed. */
  changeType: ChangeType;
  /** When it changed. */
  createdAt: Scalars['DateTime']['output'];
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The value after. */
  newValue?: Maybe<Scalars['String']['output']>;
  /** The value before. */
  oldValue?: Maybe<Scalars['String']['output']>;
};

/** A page of tickets, newest first. */
export type TicketPage = {
  __typename?: 'TicketPage';
  /** The tickets. */
  nodes: Array<Ticket>;
  /** Where the page ends. */
  pageInfo: PageInfo;
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
  eq?: InputMaybe<TicketPriority>;
  /** Is one of these. */
  in?: InputMaybe<Array<TicketPriority>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this one; a missing value is not. */
  ne?: InputMaybe<TicketPriority>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<TicketPriority>>;
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
  eq?: InputMaybe<TicketStatus>;
  /** Is one of these. */
  in?: InputMaybe<Array<TicketStatus>>;
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Is not this one; a missing value is not. */
  ne?: InputMaybe<TicketStatus>;
  /** Is none of these; a missing value is none. */
  notIn?: InputMaybe<Array<TicketStatus>>;
};

/** Conditions on rows; all that are given must hold. */
export type TicketsFilter = {
  /** Who works on it; null where nobody does. */
  agent?: InputMaybe<IdFilter>;
  /** The team or queue that works on it. */
  agentGroup?: InputMaybe<StringFilter>;
  /** All of these hold. */
  and?: InputMaybe<Array<TicketsFilter>>;
  /** What it is about. */
  category?: InputMaybe<StringFilter>;
  /** The way it came in: email, phone, chat, web … */
  channel?: InputMaybe<StringFilter>;
  /** When the ticket was raised; the start of the bucket. */
  createdAt?: InputMaybe<TimeFilter>;
  /** Who raised it; null where that is unknown. */
  customer?: InputMaybe<IdFilter>;
  /** This does not hold. */
  not?: InputMaybe<TicketsFilter>;
  /** At least one of these holds. */
  or?: InputMaybe<Array<TicketsFilter>>;
  /** The customer's organisation. */
  organisation?: InputMaybe<IdFilter>;
  /** How pressing it is; null where nobody has said. */
  priority?: InputMaybe<TicketPriorityFilter>;
  /** When the ticket was resolved; the start of the bucket, null while it is not. */
  resolvedAt?: InputMaybe<TimeFilter>;
  /** The customer's rating from 1 to 5; null where none was given. */
  satisfactionScore?: InputMaybe<IntFilter>;
  /** Whether the agreed time was exceeded; null where none was agreed. */
  slaBreached?: InputMaybe<BooleanFilter>;
  /** Where the ticket stands. */
  status?: InputMaybe<TicketStatusFilter>;
  /** The text of the row is found. Needs the scope "records". */
  text?: InputMaybe<TextFilter>;
};

/** One key of the order of rows. */
export type TicketsOrder = {
  /** Which end comes first. */
  direction?: OrderDirection;
  /** What to order by. */
  field: TicketsOrderField;
};

/** A selected dimension, or any measure. */
export type TicketsOrderField =
  | 'AGENT'
  | 'AGENTS'
  | 'AGENT_GROUP'
  | 'AVG_FIRST_RESPONSE_HOURS'
  | 'AVG_RESOLUTION_HOURS'
  | 'AVG_SATISFACTION_SCORE'
  | 'CATEGORY'
  | 'CHANNEL'
  | 'COUNT'
  | 'CREATED_AT'
  | 'CUSTOMER'
  | 'CUSTOMERS'
  | 'MAX_SATISFACTION_SCORE'
  | 'MIN_SATISFACTION_SCORE'
  | 'OPEN_COUNT'
  | 'ORGANISATION'
  | 'PRIORITY'
  | 'RATED_COUNT'
  | 'RESOLUTION_RATE'
  | 'RESOLVED_AT'
  | 'RESOLVED_COUNT'
  | 'SATISFACTION_SCORE'
  | 'SLA_BREACHED'
  | 'SLA_BREACHES'
  | 'SLA_BREACH_RATE'
  | 'STATUS'
  | 'TOTAL_RESOLUTION_HOURS';

/** An answer about: One row per support ticket. */
export type TicketsResult = {
  __typename?: 'TicketsResult';
  /** Which rollup answered and why. Needs the scope "explain". */
  explain?: Maybe<Explain>;
  /** How current the answer is. */
  freshness: Freshness;
  /** One row for each combination of the selected dimensions. */
  rows: Array<TicketsRow>;
  /** The measures over everything that the filter lets through, not only over the rows returned. */
  totals: TicketsTotals;
};

/** One row per support ticket. One group, by the selected dimensions. */
export type TicketsRow = {
  __typename?: 'TicketsRow';
  /** Who works on it; null where nobody does. */
  agent?: Maybe<User>;
  /** The team or queue that works on it. */
  agentGroup?: Maybe<Scalars['String']['output']>;
  /** Different agents. */
  agents: Scalars['Long']['output'];
  /** Mean hours from creation to the first response. */
  avgFirstResponseHours?: Maybe<Scalars['Float']['output']>;
  /** Mean hours from creation to resolution, of tickets that have one. */
  avgResolutionHours?: Maybe<Scalars['Float']['output']>;
  /** Mean rating from 1 to 5, of tickets that have one. */
  avgSatisfactionScore?: Maybe<Scalars['Float']['output']>;
  /** What it is about. */
  category?: Maybe<Scalars['String']['output']>;
  /** The way it came in: email, phone, chat, web … */
  channel: Scalars['String']['output'];
  /** Tickets. */
  count: Scalars['Long']['output'];
  /** When the ticket was raised; the start of the bucket. */
  createdAt: Scalars['DateTime']['output'];
  /** Who raised it; null where that is unknown. */
  customer?: Maybe<User>;
  /** Different customers. */
  customers: Scalars['Long']['output'];
  /** The best rating. */
  maxSatisfactionScore?: Maybe<Scalars['Long']['output']>;
  /** The worst rating. */
  minSatisfactionScore?: Maybe<Scalars['Long']['output']>;
  /** Tickets that are new, open or pending. */
  openCount: Scalars['Long']['output'];
  /** The customer's organisation. */
  organisation?: Maybe<Organisation>;
  /** How pressing it is; null where nobody has said. */
  priority?: Maybe<TicketPriority>;
  /** Tickets with a rating. */
  ratedCount: Scalars['Long']['output'];
  /** Resolved or closed tickets over all, 0 to 1. */
  resolutionRate?: Maybe<Scalars['Float']['output']>;
  /** When the ticket was resolved; the start of the bucket, null while it is not. */
  resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Tickets that are resolved or closed. */
  resolvedCount: Scalars['Long']['output'];
  /** The customer's rating from 1 to 5; null where none was given. */
  satisfactionScore?: Maybe<Scalars['Int']['output']>;
  /** Breaches over the tickets that have an agreed time, 0 to 1. */
  slaBreachRate?: Maybe<Scalars['Float']['output']>;
  /** Whether the agreed time was exceeded; null where none was agreed. */
  slaBreached?: Maybe<Scalars['Boolean']['output']>;
  /** Tickets that exceeded their agreed time. */
  slaBreaches: Scalars['Long']['output'];
  /** Where the ticket stands. */
  status: TicketStatus;
  /** Hours from creation to resolution, all together. */
  totalResolutionHours?: Maybe<Scalars['Float']['output']>;
};


/** One row per support ticket. One group, by the selected dimensions. */
export type TicketsRowCreatedAtArgs = {
  grain?: Grain;
};


/** One row per support ticket. One group, by the selected dimensions. */
export type TicketsRowResolvedAtArgs = {
  grain?: Grain;
};

/** One row per support ticket. All groups together, whatever the limit. */
export type TicketsTotals = {
  __typename?: 'TicketsTotals';
  /** Different agents. */
  agents: Scalars['Long']['output'];
  /** Mean hours from creation to the first response. */
  avgFirstResponseHours?: Maybe<Scalars['Float']['output']>;
  /** Mean hours from creation to resolution, of tickets that have one. */
  avgResolutionHours?: Maybe<Scalars['Float']['output']>;
  /** Mean rating from 1 to 5, of tickets that have one. */
  avgSatisfactionScore?: Maybe<Scalars['Float']['output']>;
  /** Tickets. */
  count: Scalars['Long']['output'];
  /** Different customers. */
  customers: Scalars['Long']['output'];
  /** The best rating. */
  maxSatisfactionScore?: Maybe<Scalars['Long']['output']>;
  /** The worst rating. */
  minSatisfactionScore?: Maybe<Scalars['Long']['output']>;
  /** Tickets that are new, open or pending. */
  openCount: Scalars['Long']['output'];
  /** Tickets with a rating. */
  ratedCount: Scalars['Long']['output'];
  /** Resolved or closed tickets over all, 0 to 1. */
  resolutionRate?: Maybe<Scalars['Float']['output']>;
  /** Tickets that are resolved or closed. */
  resolvedCount: Scalars['Long']['output'];
  /** Breaches over the tickets that have an agreed time, 0 to 1. */
  slaBreachRate?: Maybe<Scalars['Float']['output']>;
  /** Tickets that exceeded their agreed time. */
  slaBreaches: Scalars['Long']['output'];
  /** Hours from creation to resolution, all together. */
  totalResolutionHours?: Maybe<Scalars['Float']['output']>;
};

/** A half-open range of time: from `since` (included) until `until` (not included). */
export type TimeFilter = {
  /** Is missing (true) or present (false). */
  isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** The time that ends at `until`, or with the current second: "P30D" is since 30 days ago. Not together with `since`. */
  last?: InputMaybe<Scalars['Duration']['input']>;
  /** At or after this. */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this. */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** An agent, a manager or a customer of the help desk. */
export type User = {
  __typename?: 'User';
  /** The e-mail address. Needs the scope "pii". */
  email?: Maybe<Scalars['String']['output']>;
  /** The identifier. */
  id: Scalars['ID']['output'];
  /** The full name. */
  name: Scalars['String']['output'];
  /** What the user does. */
  role: UserRole;
  /** The service bought; null for staff. */
  tier?: Maybe<CustomerTier>;
};

/** What a user does at the help desk. */
export type UserRole =
  /** Sets it up. */
  | 'ADMIN'
  /** Works on tickets. */
  | 'AGENT'
  /** Raises tickets. */
  | 'CUSTOMER'
  /** Leads agents. */
  | 'MANAGER';

/** Rows that wait in a default partition for the partition of their month to be made. */
export type WaitingRows = {
  __typename?: 'WaitingRows';
  /** How many rows wait. */
  rowCount: Scalars['Long']['output'];
  /** The partitioned table. */
  table: Scalars['String']['output'];
};

export type DashboardQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', channel: string, count: number | string, avgResolutionHours?: number | null, day: string }>, totals: { __typename?: 'TicketsTotals', count: number | string, avgSatisfactionScore?: number | null }, freshness: { __typename?: 'Freshness', asOf: string } } | null } };

export type LiveDashboardSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type LiveDashboardSubscription = { __typename?: 'Subscription', helpdesk: { __typename?: 'HelpdeskLive', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', channel: string, count: number | string, openCount: number | string }>, totals: { __typename?: 'TicketsTotals', count: number | string, openCount: number | string }, freshness: { __typename?: 'Freshness', asOf: string } } | null } };

export type ExplainQueryVariables = Exact<{ [key: string]: never; }>;


export type ExplainQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', channel: string, count: number | string, avgResolutionHours?: number | null, week: string }>, explain?: { __typename?: 'Explain', source: AnswerSource, rollup?: string | null, reason: string, rejected: Array<{ __typename?: 'RejectedRollup', rollup: string, reason: string }> } | null } | null } };

export type AgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', count: number | string, resolvedCount: number | string, avgResolutionHours?: number | null, avgSatisfactionScore?: number | null, agent?: { __typename?: 'User', id: string, name: string } | null }> } | null } };

export type TwoGrainsQueryVariables = Exact<{ [key: string]: never; }>;


export type TwoGrainsQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', months?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', count: number | string, avgSatisfactionScore?: number | null, month: string }> } | null, weeks?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', status: TicketStatus, count: number | string, week: string }> } | null } };

export type ServiceLevelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ServiceLevelsQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', priority?: TicketPriority | null, count: number | string, slaBreachRate?: number | null, avgFirstResponseHours?: number | null, avgResolutionHours?: number | null }>, totals: { __typename?: 'TicketsTotals', count: number | string, slaBreachRate?: number | null } } | null } };

export type RecordsQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RecordsQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', ticketRecords?: { __typename?: 'TicketPage', nodes: Array<{ __typename?: 'Ticket', id: string, subject: string, status: TicketStatus, priority?: TicketPriority | null, createdAt: string }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } };

export type SearchQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SearchQuery = { __typename?: 'Query', search?: { __typename?: 'SearchResult', notice?: string | null, correctedQuery?: string | null, hits: Array<{ __typename?: 'SearchHit', type: SearchType, record?: { __typename?: 'Attachment', fileName: string } | { __typename?: 'CannedResponse', title: string } | { __typename?: 'Comment', body: string, ticket?: { __typename?: 'Ticket', subject: string } | null } | { __typename?: 'Organisation', name: string } | { __typename?: 'Ticket', subject: string, status: TicketStatus, createdAt: string } | { __typename?: 'User', name: string } | null, highlights: Array<{ __typename?: 'SearchHighlight', field: string, html: string }> }>, facets: { __typename?: 'SearchFacets', type: Array<{ __typename?: 'SearchFacet', value: string, count: number }>, status: Array<{ __typename?: 'SearchFacet', value: string, count: number }>, month: Array<{ __typename?: 'SearchFacet', value: string, count: number }> }, total: { __typename?: 'SearchTotal', value: number, isExact: boolean }, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null };

export type UnknownZoneQueryVariables = Exact<{ [key: string]: never; }>;


export type UnknownZoneQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', count: number | string, day: string }> } | null } };

export type CampaignsQueryVariables = Exact<{ [key: string]: never; }>;


export type CampaignsQuery = { __typename?: 'Query', outreach: { __typename?: 'Outreach', deliveries?: { __typename?: 'DeliveriesResult', rows: Array<{ __typename?: 'DeliveriesRow', sent: number | string, delivered: number | string, openRate?: number | null, clickRate?: number | null, replyRate?: number | null, bounceRate?: number | null, campaign?: { __typename?: 'Campaign', name: string, status: CampaignStatus } | null }>, totals: { __typename?: 'DeliveriesTotals', sent: number | string, openRate?: number | null, replyRate?: number | null } } | null } };

export type BillingQueryVariables = Exact<{ [key: string]: never; }>;


export type BillingQuery = { __typename?: 'Query', outreach: { __typename?: 'Outreach', billing?: { __typename?: 'BillingResult', rows: Array<{ __typename?: 'BillingRow', item: BillingItem, quantity?: number | string | null, amount?: string | null, month: string }>, totals: { __typename?: 'BillingTotals', charges?: string | null, credits?: string | null, amount?: string | null } } | null } };

export type MessagesQueryVariables = Exact<{
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type MessagesQuery = { __typename?: 'Query', outreach: { __typename?: 'Outreach', emailMessages?: { __typename?: 'EmailMessagePage', nodes: Array<{ __typename?: 'EmailMessage', sentAt: string, subject?: string | null, body?: string | null, campaign?: { __typename?: 'Campaign', name: string } | null, lead?: { __typename?: 'Lead', name?: string | null, company?: string | null, status: LeadStatus } | null, emailAccount?: { __typename?: 'EmailAccount', displayName?: string | null } | null }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } | null } };

export type QueuesQueryVariables = Exact<{ [key: string]: never; }>;


export type QueuesQuery = { __typename?: 'Query', outreach: { __typename?: 'Outreach', queueHealth?: Array<{ __typename?: 'QueueHealth', queueFamily: string, status: QueueStatus, dueCount: number | string, runningCount: number | string, deadCount: number | string }> | null, queueMetrics?: { __typename?: 'QueueMetricsResult', rows: Array<{ __typename?: 'QueueMetricsRow', queueFamily: string, attempts: number | string, failureRate?: number | null, p50WaitMs?: number | null, p95WaitMs?: number | null, p95RunMs?: number | null, maxDepth?: number | string | null }> } | null, pending?: { __typename?: 'PendingRows', count: number | string, oldestAt?: string | null } | null } };

export type ReferencesQueryVariables = Exact<{ [key: string]: never; }>;


export type ReferencesQuery = { __typename?: 'Query', validateReferences?: Array<{ __typename?: 'ReferenceVerdict', kind: ReferenceKind, id: string, isKnown: boolean }> | null };

export type TestDashboardQueryVariables = Exact<{
  where?: InputMaybe<TicketsFilter>;
  timezone?: Scalars['String']['input'];
}>;


export type TestDashboardQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', rows: Array<{ __typename?: 'TicketsRow', channel: string, count: number | string, avgResolutionHours?: number | null, day: string }>, totals: { __typename?: 'TicketsTotals', count: number | string, avgSatisfactionScore?: number | null } } | null } };

export type ServiceRequestsQueryVariables = Exact<{
  where?: InputMaybe<TicketsFilter>;
  timezone?: Scalars['String']['input'];
}>;


export type ServiceRequestsQuery = { __typename?: 'Query', helpdesk: { __typename?: 'Helpdesk', tickets?: { __typename?: 'TicketsResult', totals: { __typename?: 'TicketsTotals', count: number | string, resolvedCount: number | string, totalResolutionHours?: number | null, avgResolutionHours?: number | null, slaBreaches: number | string }, months: Array<{ __typename?: 'TicketsRow', count: number | string, month: string }> } | null } };


export const DashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P30D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"StringValue","value":"Europe/Berlin","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"fill"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}},{"kind":"Field","name":{"kind":"Name","value":"freshness"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;
export const LiveDashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LiveDashboard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P1D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"COUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"StringValue","value":"Europe/Berlin","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"openCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"openCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"freshness"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LiveDashboardSubscription, LiveDashboardSubscriptionVariables>;
export const ExplainDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Explain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"week"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"WEEK"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"explain"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"rollup"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollup"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ExplainQuery, ExplainQueryVariables>;
export const AgentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Agents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"RESOLVED_COUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}},{"kind":"Argument","name":{"kind":"Name","value":"limit"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"agent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedCount"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AgentsQuery, AgentsQueryVariables>;
export const TwoGrainsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TwoGrains"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"months"},"name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P1Y","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"month"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"MONTH"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"weeks"},"name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P60D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"CREATED_AT"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"week"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"WEEK"}}]},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TwoGrainsQuery, TwoGrainsQueryVariables>;
export const ServiceLevelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServiceLevels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"priority"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"HIGH"},{"kind":"EnumValue","value":"URGENT"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"SLA_BREACH_RATE"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreachRate"}},{"kind":"Field","name":{"kind":"Name","value":"avgFirstResponseHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreachRate"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ServiceLevelsQuery, ServiceLevelsQueryVariables>;
export const RecordsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Records"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P7D","block":false}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"status"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"NEW"},{"kind":"EnumValue","value":"OPEN"}]}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RecordsQuery, RecordsQueryVariables>;
export const SearchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Search"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"search"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"query"},"value":{"kind":"StringValue","value":"printer or refund","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ticket"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Comment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CannedResponse"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organisation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attachment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fileName"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"highlights"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"html"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"facets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"month"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"isExact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notice"}},{"kind":"Field","name":{"kind":"Name","value":"correctedQuery"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<SearchQuery, SearchQueryVariables>;
export const UnknownZoneDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UnknownZone"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"createdAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P7D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"StringValue","value":"Europe/Berlim","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UnknownZoneQuery, UnknownZoneQueryVariables>;
export const CampaignsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Campaigns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outreach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"sentAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P90D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"SENT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}},{"kind":"Argument","name":{"kind":"Name","value":"limit"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"delivered"}},{"kind":"Field","name":{"kind":"Name","value":"openRate"}},{"kind":"Field","name":{"kind":"Name","value":"clickRate"}},{"kind":"Field","name":{"kind":"Name","value":"replyRate"}},{"kind":"Field","name":{"kind":"Name","value":"bounceRate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"openRate"}},{"kind":"Field","name":{"kind":"Name","value":"replyRate"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CampaignsQuery, CampaignsQueryVariables>;
export const BillingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Billing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outreach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"billing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"billedAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P1Y","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"BILLED_AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"field"},"value":{"kind":"EnumValue","value":"AMOUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"DESC"}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"month"},"name":{"kind":"Name","value":"billedAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"MONTH"}}]},{"kind":"Field","name":{"kind":"Name","value":"item"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"charges"}},{"kind":"Field","name":{"kind":"Name","value":"credits"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<BillingQuery, BillingQueryVariables>;
export const MessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Messages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outreach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"emailMessages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"direction"},"value":{"kind":"EnumValue","value":"INBOUND"}},{"kind":"ObjectField","name":{"kind":"Name","value":"sentAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P30D","block":false}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sentAt"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lead"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"emailAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MessagesQuery, MessagesQueryVariables>;
export const QueuesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Queues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outreach"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueHealth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueFamily"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"dueCount"}},{"kind":"Field","name":{"kind":"Name","value":"runningCount"}},{"kind":"Field","name":{"kind":"Name","value":"deadCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"queueMetrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"occurredAt"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"last"},"value":{"kind":"StringValue","value":"P7D","block":false}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"queueFamily"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"failureRate"}},{"kind":"Field","name":{"kind":"Name","value":"p50WaitMs"}},{"kind":"Field","name":{"kind":"Name","value":"p95WaitMs"}},{"kind":"Field","name":{"kind":"Name","value":"p95RunMs"}},{"kind":"Field","name":{"kind":"Name","value":"maxDepth"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"oldestAt"}}]}}]}}]}}]} as unknown as DocumentNode<QueuesQuery, QueuesQueryVariables>;
export const ReferencesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"References"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validateReferences"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"references"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"TENANT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"StringValue","value":"d3a00000-0000-4000-8000-000000000001","block":false}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"TENANT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"StringValue","value":"d3a00000-0000-4000-8000-000000000002","block":false}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"CAMPAIGN"}},{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"StringValue","value":"d3a00000-0000-4000-8000-0000000000aa","block":false}}]}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isKnown"}}]}}]}}]} as unknown as DocumentNode<ReferencesQuery, ReferencesQueryVariables>;
export const TestDashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TestDashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"UTC","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"day"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"DAY"}}]},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"avgSatisfactionScore"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TestDashboardQuery, TestDashboardQueryVariables>;
export const ServiceRequestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServiceRequests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"TicketsFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"America/New_York","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"helpdesk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"timezone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timezone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"resolvedCount"}},{"kind":"Field","name":{"kind":"Name","value":"totalResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"avgResolutionHours"}},{"kind":"Field","name":{"kind":"Name","value":"slaBreaches"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"months"},"name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"month"},"name":{"kind":"Name","value":"createdAt"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"grain"},"value":{"kind":"EnumValue","value":"MONTH"}}]},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ServiceRequestsQuery, ServiceRequestsQueryVariables>;