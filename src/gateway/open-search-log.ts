import type { Logger } from 'pino';
import { messageOf } from '../errors/message-of.js';
import { keepSearchLogs } from '../search/log/search-log.js';
import { SearchLogWriter } from '../search/log/search-log-writer.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Metrics } from './metrics.js';
import { SearchLogMetrics } from './search-log-metrics.js';

/** Begins to log the searches that go through this door. */
export function openSearchLog(database: GatewayDatabase, metrics: Metrics, log: Logger): SearchLogWriter {
  const monitor = new SearchLogMetrics(metrics.registry, (error) =>
    log.warn({ reason: messageOf(error) }, 'Searches cannot be logged'),
  );
  const writer = new SearchLogWriter({ database, monitor });
  monitor.watch(() => writer.waiting);
  keepSearchLogs(database, writer);
  return writer;
}
