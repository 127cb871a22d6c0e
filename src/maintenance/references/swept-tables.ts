import type { ReferencingType } from '../../references/define-references.js';
import {
  BILLING_ENTRIES,
  DELIVERIES,
  EMAIL_EVENTS,
  EMAIL_MESSAGES,
  JOB_KEYS,
  JOBS,
  MESSAGE_BODIES,
  OUTBOX,
  QUEUE_EVENTS,
  TENANT_SETTINGS,
  FORGOTTEN_MESSAGES,
} from '../../references/referencing-tables.js';

/** The databases whose rows refer to `oltp`. */
export const REFERRING_DATABASES = ['content', 'queue', 'analytics'] as const;

/** One of {@link REFERRING_DATABASES}. */
export type ReferringDatabase = (typeof REFERRING_DATABASES)[number];

/** The tables of each database, a table before those that it refers to by foreign keys: these let go of their rows only then. */
export const SWEPT_TABLES: Readonly<Record<ReferringDatabase, readonly ReferencingType[]>> = {
  content: [EMAIL_MESSAGES, MESSAGE_BODIES, FORGOTTEN_MESSAGES, TENANT_SETTINGS, OUTBOX],
  queue: [JOBS, JOB_KEYS, OUTBOX],
  analytics: [DELIVERIES, EMAIL_EVENTS, BILLING_ENTRIES, QUEUE_EVENTS],
};
