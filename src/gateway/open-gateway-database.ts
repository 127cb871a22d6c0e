import type { Logger } from 'pino';
import type { DatabaseSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { GatewayDatabase } from '../tenancy/gateway-database.js';

/**
 * The tenancy door as the settings describe it; nothing is connected yet.
 * @throws SluiceError `CONFIGURATION` where no database is configured.
 */
export function openGatewayDatabase(settings: DatabaseSettings, log: Logger): GatewayDatabase {
  const { gatewayUrl, maxConnections, statementTimeoutMs } = settings;
  if (gatewayUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set DATABASE_URL to the gateway\'s login, as "sluice migrate" prints it, or try "sluice demo".',
    );
  }
  return new GatewayDatabase({
    url: gatewayUrl,
    maxConnections,
    statementTimeoutMs,
    // The message alone: pg hangs the whole connection on its errors.
    onIdleError: ({ message }) => log.warn({ reason: message }, 'An idle database connection was lost'),
  });
}
