import type { Databases } from './databases.js';
import type { GatewayDatabase } from './gateway-database.js';
import type { Principal } from './principal.js';

/** All that a resolver may know of its request. Made once per HTTP request, after authentication. */
export interface RequestContext {
  readonly principal: Principal;
  /** The door to the analytics database. */
  readonly database: GatewayDatabase;
  /** The doors to all databases, that one among them. */
  readonly databases: Databases;
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal;
  /** The id that the log, the response header `x-request-id` and masked errors share. */
  readonly requestId: string;
  /** The instant that `last` durations end at, so that all fields of a request agree on it. */
  readonly now: Date;
}
