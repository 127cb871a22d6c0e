import type { Logger } from 'pino';
import { OUTREACH_DATABASES, type OutreachSettings, type Settings } from '../config/settings.js';
import type { Databases } from '../tenancy/databases.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { openGatewayDatabase } from './open-gateway-database.js';

/** The doors of a gateway, and how to close them. */
export interface GatewayDatabases {
  readonly databases: Databases;
  close(): Promise<void>;
}

/**
 * The doors to all databases that are configured; nothing is connected yet.
 * @throws SluiceError `CONFIGURATION` where there is no analytics database.
 */
export function openGatewayDatabases({ database, outreach }: Settings, log: Logger): GatewayDatabases {
  const open = (name: keyof OutreachSettings): GatewayDatabase | null =>
    outreach[name].gatewayUrl === null
      ? null
      : openGatewayDatabase({ ...database, ...outreach[name] }, log.child({ database: name }));
  const databases: Databases = {
    analytics: openGatewayDatabase(database, log),
    oltp: open('oltp'),
    content: open('content'),
    queue: open('queue'),
  };
  return {
    databases,
    close: async () => {
      await Promise.all([
        databases.analytics.close(),
        ...OUTREACH_DATABASES.map((name) => databases[name]?.close()),
      ]);
    },
  };
}
