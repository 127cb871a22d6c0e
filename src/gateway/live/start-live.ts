import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { ApolloServer } from '@apollo/server';
import type { Executor } from '../../analytics/execution/create-executor.js';
import type { Settings } from '../../config/settings.js';
import type { ChangeFeed } from '../../freshness/change-feed.js';
import type { Evaluator } from '../../live/evaluate-question.js';
import { LiveHub } from '../../live/live-hub.js';
import type { Databases } from '../../tenancy/databases.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Authenticator } from '../../tokens/authenticator.js';
import type { ErrorFormatter } from '../create-error-formatter.js';
import type { KnownOperations } from '../known-operations.js';
import type { Metrics } from '../metrics.js';
import { stringifyFormatted } from '../stringify-formatted.js';
import { EventStreamRoute } from './event-stream-route.js';
import { LiveConnections } from './live-connections.js';
import { LiveMetrics } from './live-metrics.js';
import { OperationStreams } from './operation-streams.js';
import { TokenWatch } from './token-watch.js';
import { WebSocketRoute } from './web-socket-route.js';

export interface LiveOptions {
  readonly app: FastifyInstance;
  /** Where WebSockets are taken. */
  readonly path: string;
  readonly settings: Settings;
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly known: KnownOperations;
  readonly authenticator: Authenticator;
  readonly databases: Databases;
  readonly feed: ChangeFeed;
  /** With its errors masked; of subscriptions too. */
  readonly execute: Executor;
  readonly formatError: ErrorFormatter;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Live answers over both transports. */
export interface Live {
  /** Answers an authenticated request as a stream of events ({@link EventStreamRoute.answer}). */
  streamEvents(request: FastifyRequest, reply: FastifyReply, asked: unknown): Promise<FastifyReply>;
  /** Ends all streams; resolves when their connections have gone. */
  close(): Promise<void>;
}

/** Begins to take WebSockets, and makes what streams of events need. */
export function startLive(options: LiveOptions): Live {
  const { app, path, settings, schema, apollo, known, authenticator, databases, feed, formatError, log } =
    options;
  const { live, server } = settings;
  const metrics = new LiveMetrics(options.metrics.registry);
  const evaluator: Evaluator = {
    execute: options.execute,
    databases,
    write: (result) => inOneLine(stringifyFormatted(result, formatError)),
  };
  const hub = new LiveHub({
    feed,
    evaluator,
    monitor: metrics,
    intervalMs: live.intervalMs,
    // Half of the connections is left to queries, whatever is live.
    maxEvaluations: Math.max(1, Math.floor(settings.database.maxConnections / 2)),
  });
  const connections = new LiveConnections(live.maxConnections);
  const shared = {
    streams: new OperationStreams({ schema, apollo, known, hub, evaluator, formatError }),
    tokens: new TokenWatch(authenticator, live.tokenCheckMs),
    connections,
    metrics,
    live,
  };
  metrics.watch(() => ({ ...hub.state, connections: connections.size }));
  const events = new EventStreamRoute(shared);
  const sockets = new WebSocketRoute({
    ...shared,
    server: app.server,
    path,
    settings: server,
    schema,
    authenticator,
    log,
  });
  return {
    streamEvents: (request, reply, asked) => events.answer(request, reply, asked),
    close: async () => {
      await Promise.all([sockets.close(), events.close()]);
      hub.close();
    },
  };
}

/** JSON has line breaks between its tokens only, where PostgreSQL has put some; an event's data must not. */
function inOneLine(json: string): string {
  return json.replace(/[\r\n]+/g, ' ');
}
