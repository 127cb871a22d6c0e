import { randomUUID } from 'node:crypto';
import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { assertCatalogue } from '../analytics/catalogue/assert-catalogue.js';
import { createExecutor } from '../analytics/execution/create-executor.js';
import { datasetsOf } from '../analytics/graphql/bind-datasets.js';
import { RollupStates } from '../analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../analytics/planner/zone-catalogue.js';
import type { ServerSettings, Settings } from '../config/settings.js';
import { assertIsolation } from '../doctor/assert-isolation.js';
import { createSluiceSchema } from '../domains/schema.js';
import { SluiceError } from '../errors/sluice-error.js';
import { GatewayDatabase } from '../tenancy/gateway-database.js';
import { Authenticator } from '../tokens/authenticator.js';
import { closeApp } from './close-app.js';
import { createApollo } from './create-apollo.js';
import { answerBadRequest, registerErrorHandler } from './error-handler.js';
import { GRAPHQL_PATH, registerGraphql } from './graphql-route.js';
import { registerHealth } from './health-routes.js';
import { registerPlayground } from './playground-route.js';
import { registerSecurity } from './security-headers.js';

export interface GatewayOptions {
  readonly settings: Settings;
  readonly log: Logger;
}

export interface RunningGateway {
  /** Where the playground is, for example `http://127.0.0.1:4000/`. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** Stops listening, lets running requests end, and closes the connections to the database. */
  close(): Promise<void>;
}

/**
 * Starts the gateway: looks at the database, refuses it where isolation has a hole, and serves.
 * @throws SluiceError `CONFIGURATION`, `UNSAFE_DATABASE` or `DATABASE_UNAVAILABLE`.
 */
export async function startGateway({ settings, log }: GatewayOptions): Promise<RunningGateway> {
  const database = openDatabase(settings, log);
  try {
    const report = await assertIsolation(database);
    for (const check of report.checks.filter(({ status }) => status === 'warning')) {
      log.warn({ check: check.id, findings: check.findings }, check.title);
    }
    const schema = createSluiceSchema();
    await assertCatalogue(database, datasetsOf(schema));
    const states = new RollupStates(database);
    await states.load();
    const execute = createExecutor({ schema, states, zones: new ZoneCatalogue(database) });
    const apollo = createApollo(schema, execute, settings.server, log);
    await apollo.start();
    const app = createApp(settings.server, log);
    registerErrorHandler(app, settings.server.limits);
    await registerSecurity(app, settings.server);
    registerHealth(app, database);
    registerGraphql(app, apollo, new Authenticator(settings.jwt, database), database);
    if (settings.server.isPlaygroundEnabled) registerPlayground(app);
    const address = await listen(app, settings.server);
    return {
      url: `${address}/`,
      graphqlUrl: `${address}${GRAPHQL_PATH}`,
      close: async () => {
        await closeApp(app);
        await apollo.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openDatabase(settings: Settings, log: Logger): GatewayDatabase {
  const { gatewayUrl, maxConnections, statementTimeoutMs } = settings.database;
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
    onIdleError: (error) => log.warn({ err: error }, 'An idle database connection was lost'),
  });
}

/** A request id is our own, never the caller's: it goes into the log. */
function createApp(settings: ServerSettings, log: Logger): FastifyInstance {
  return fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: settings.limits.maxBodyBytes,
    genReqId: () => randomUUID(),
    requestIdLogLabel: 'requestId',
    frameworkErrors: answerBadRequest,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }).addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  }) as unknown as FastifyInstance;
}

async function listen(app: FastifyInstance, { host, port }: ServerSettings): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new SluiceError(
      'CONFIGURATION',
      `Port ${port} on ${host} is already in use. Choose another with --port, or a free one with --port 0.`,
      { cause: error },
    );
  }
}
