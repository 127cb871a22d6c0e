import type { Logger } from 'pino';
import type { DatabaseSettings } from '../config/settings.js';
import { GatewayDatabase } from '../tenancy/gateway-database.js';

const ANSWER_TIMEOUT_MS = 5_000;

/**
 * One connection that the polls of the change log have for themselves. In the pool of the queries they would wait behind them, up to their
 * time limit, and all that the feed knows would be too old to be used just when it is needed most.
 */
export function openFeedDatabase(
  { gatewayUrl, statementTimeoutMs }: DatabaseSettings,
  log: Logger,
): GatewayDatabase {
  return new GatewayDatabase({
    url: gatewayUrl!,
    maxConnections: 1,
    statementTimeoutMs,
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
    // The poll that finds it lost says so aloud.
    onIdleError: ({ message }) =>
      log.debug({ reason: message }, 'The connection of the change feed was lost'),
  });
}
