import type { Logger } from 'pino';
import { messageOf } from '../errors/message-of.js';
import { assertCatalogue } from '../analytics/catalogue/assert-catalogue.js';
import { createExecutor } from '../analytics/execution/create-executor.js';
import { datasetsOf } from '../analytics/graphql/bind-datasets.js';
import { RollupStates } from '../analytics/planner/rollup-states.js';
import { ZoneCatalogue } from '../analytics/planner/zone-catalogue.js';
import type { Settings } from '../config/settings.js';
import { createSluiceSchema } from '../domains/schema.js';
import { ChangeFeed } from '../freshness/change-feed.js';
import { Authenticator } from '../tokens/authenticator.js';
import { AnswerTags } from './answer-tags.js';
import { assertDatabasesIsolated } from './assert-databases-isolated.js';
import { closeApp } from './close-app.js';
import { countAnswers } from './count-answers.js';
import { createApollo } from './create-apollo.js';
import { createErrorFormatter } from './create-error-formatter.js';
import { createHttpServer } from './create-http-server.js';
import { executeMasked } from './execute-masked.js';
import { GRAPHQL_PATH, registerGraphql } from './graphql-route.js';
import { registerHealth } from './health-routes.js';
import { KnownOperations } from './known-operations.js';
import { listen } from './listen.js';
import { startLive } from './live/start-live.js';
import { Metrics } from './metrics.js';
import { openFeedDatabase } from './open-feed-database.js';
import { openGatewayCache } from './open-gateway-cache.js';
import { openGatewayDatabases } from './open-gateway-databases.js';
import { openSearchLog } from './open-search-log.js';
import { openValidator } from './open-validator.js';
import { registerPlayground } from './playground-route.js';
import { queriesOnly } from './queries-only.js';

export interface GatewayOptions {
  readonly settings: Settings;
  readonly log: Logger;
}

export interface RunningGateway {
  /** Where the playground is, for example `http://127.0.0.1:4000/`. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** Stops listening, lets running requests end, and closes the connections to the databases. A second call waits for the first. */
  close(): Promise<void>;
}

/**
 * Starts the gateway: looks at the databases, refuses to start where isolation has a hole in one of them, and serves.
 * @throws SluiceError `CONFIGURATION`, `UNSAFE_DATABASE` or `DATABASE_UNAVAILABLE`.
 */
export async function startGateway({ settings, log }: GatewayOptions): Promise<RunningGateway> {
  const { databases, close: closeDatabases } = openGatewayDatabases(settings, log);
  const database = databases.analytics;
  const feedDatabase = openFeedDatabase(settings.database, log);
  const metrics = new Metrics();
  const cache = openGatewayCache(settings.cache, metrics, log);
  const feed = new ChangeFeed({
    database: feedDatabase,
    maxDelayMs: settings.live.changeDelayMs,
    onFailure: (error) =>
      log.warn(
        { reason: messageOf(error) },
        'The change log cannot be read; nothing is answered from the cache',
      ),
  });
  const searchLog = openSearchLog(database, metrics, log);
  const validator = openValidator(databases.oltp, settings, metrics, log);
  const closeData = async (): Promise<void> => {
    await searchLog.close();
    await validator.close();
    await cache.close();
    await feed.close();
    await feedDatabase.close();
    await closeDatabases();
  };
  try {
    // 1. Is it safe to serve from these databases?
    await assertDatabasesIsolated(databases, log);
    // 2. Does the first one have what the datasets name?
    const schema = createSluiceSchema();
    await assertCatalogue(database, datasetsOf(schema));
    const states = new RollupStates(database);
    await states.load();
    // 3. GraphQL.
    const known = new KnownOperations();
    const zones = new ZoneCatalogue(database);
    const executor = countAnswers(createExecutor({ schema, states, zones, feed, cache }), metrics);
    const tags = new AnswerTags();
    const execute = tags.noting(executeMasked(queriesOnly(executor), log));
    const formatError = createErrorFormatter(log, metrics);
    const apollo = createApollo({ schema, execute, known, formatError, settings: settings.server, log });
    await apollo.start();
    // 4. HTTP.
    const authenticator = new Authenticator(settings.jwt, database);
    const readiness = { isOpen: true };
    const app = await createHttpServer(settings.server, log, metrics);
    registerHealth(app, databases, metrics, readiness);
    const live = startLive({
      app,
      path: GRAPHQL_PATH,
      settings,
      schema,
      apollo,
      known,
      authenticator,
      databases,
      feed,
      execute: executeMasked(executor, log),
      formatError,
      metrics,
      log,
    });
    registerGraphql(app, { apollo, authenticator, databases, execute, known, formatError, tags, live });
    if (settings.server.isPlaygroundEnabled) registerPlayground(app);
    const address = await listen(app, settings.server);

    const shutDown = async (): Promise<void> => {
      readiness.isOpen = false;
      // Streams have no end of their own, which the requests that the app waits for have.
      await live.close();
      await closeApp(app);
      await apollo.stop();
      await closeData();
    };
    let closing: Promise<void> | null = null;
    return {
      url: `${address}/`,
      graphqlUrl: `${address}${GRAPHQL_PATH}`,
      close: () => (closing ??= shutDown()),
    };
  } catch (error) {
    await closeData();
    throw error;
  }
}
