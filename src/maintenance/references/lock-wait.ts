/**
 * How long the upkeep of references waits for a lock, in all databases. PostgreSQL looks for deadlocks when somebody has waited for a second,
 * and ends him where it finds one: by then nobody here waits any more, so that it is never the platform's own writer whom it ends for our sake.
 */
export const LOCK_WAIT_MS = 400;
