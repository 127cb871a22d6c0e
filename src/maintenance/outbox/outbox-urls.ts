import type { OUTREACH_DATABASES } from '../../config/settings.js';

/** A database that may have rows on their way to analytics. */
export type OutboxDatabase = (typeof OUTREACH_DATABASES)[number];

/** The maintainer's URLs of these databases; null for one that is not configured. */
export type OutboxUrls = Readonly<Record<OutboxDatabase, string | null>>;
