import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ServerSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { registerErrorHandler } from './error-handler.js';
import { EVENT_STREAM_TYPE, JSON_TYPE } from './graphql-media-type.js';
import type { Metrics } from './metrics.js';
import { parseJsonBody } from './parse-json-body.js';
import { refusalBody, sendRefusal } from './refusal.js';
import { registerSecurity } from './security-headers.js';

/** A request has to arrive in full within this time, so that slow senders do not hold connections. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Requests that took longer are worth a line in the log. */
const SLOW_REQUEST_MS = 2_000;

const BAD_PATH = new SluiceError('BAD_USER_INPUT', 'The path of the request is not a valid one.');
const BAD_HTTP = new SluiceError(
  'BAD_USER_INPUT',
  'The request is not valid HTTP, its headers are too long, or it came too slowly.',
);

/**
 * The HTTP server without its routes, and the steps that every request takes: an id of our own (never the caller's: it goes into the
 * log), security headers, a JSON body, and at the end its time. Requests are not logged one by one; those that were slow or failed are.
 */
export async function createHttpServer(
  settings: ServerSettings,
  log: Logger,
  metrics: Metrics,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: settings.limits.maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // What arrives over a connection that is open still is answered while the server closes.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply as never, BAD_PATH),
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end(BAD_HTTP_RESPONSE);
    },
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  await registerSecurity(app, settings);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('onResponse', (request, reply, done) => {
    // A stream of events takes as long as its reader likes.
    if (reply.getHeader('content-type') === EVENT_STREAM_TYPE) return done();
    const durationMs = reply.elapsedTime;
    const route = request.routeOptions.url ?? 'none';
    metrics.observeRequest(route, reply.statusCode, durationMs);
    if (durationMs > SLOW_REQUEST_MS) {
      log.warn({ requestId: request.id, route, durationMs, status: reply.statusCode }, 'A request was slow');
    }
    done();
  });
  registerErrorHandler(app, settings.limits, log, metrics);
  return app;
}

/** What Node's parser refuses never becomes a request; the bytes go out as they are. */
const BAD_HTTP_RESPONSE = [
  'HTTP/1.1 400 Bad Request',
  'connection: close',
  `content-type: ${JSON_TYPE}`,
  `content-length: ${Buffer.byteLength(refusalBody(BAD_HTTP))}`,
  '',
  refusalBody(BAD_HTTP),
].join('\r\n');
