import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { RequestContext } from '../../tenancy/request-context.js';

/** A search that was answered, as its tenant's log keeps it. There is no word in it about who asked. */
export interface LoggedSearch {
  /** Made by `createSearchId` when the search began: it says when that was. */
  readonly id: string;
  /** As it was typed. Characters past the thousandth are not kept. */
  readonly query: string;
  /** The language that was asked for; null for the tenant's own. */
  readonly language: string | null;
  /** The types that were searched, as GraphQL names them; never empty. */
  readonly types: readonly string[];
  /** The total, as it was told. */
  readonly results: number;
  /** Whether `results` is all there is. */
  readonly isExact: boolean;
  /** What was searched in place of a query that found nothing; null where that is the query itself. */
  readonly correctedQuery: string | null;
  /** From the request's arrival to its answer, in milliseconds. */
  readonly durationMs: number;
}

/** Takes note of one tenant's searches. */
export interface SearchLog {
  /** Notes a search. Costs no time, and never throws: whatever keeps it from being kept is none of the searcher's business. */
  record(search: LoggedSearch): void;
}

/** The logs of all tenants. */
export interface SearchLogs {
  of(tenantId: string): SearchLog;
  /** Writes what waits to be written. Never rejects. */
  flush(): Promise<void>;
}

/** A log that keeps nothing. */
export const NO_SEARCH_LOG: SearchLog = { record: () => undefined };

const logsByDatabase = new WeakMap<GatewayDatabase, SearchLogs>();

/** From now on, searches through this door are noted there. */
export function keepSearchLogs(database: GatewayDatabase, logs: SearchLogs): void {
  logsByDatabase.set(database, logs);
}

/** The log of the tenant that asks; one that keeps nothing where the process keeps none. */
export function searchLogOf({ database, principal }: RequestContext): SearchLog {
  return logsByDatabase.get(database)?.of(principal.tenantId) ?? NO_SEARCH_LOG;
}

/** Has what this process knows of searches written, so that it can be found. Never rejects. */
export async function flushSearchLog({ database }: RequestContext): Promise<void> {
  await logsByDatabase.get(database)?.flush();
}
