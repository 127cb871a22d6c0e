import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveSettings } from '../../config/settings.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { EVENT_STREAM_TYPE } from '../graphql-media-type.js';
import { isObject } from '../is-object.js';
import type { AskedOperation } from '../prepare-operation.js';
import { refusalBody } from '../refusal.js';
import { EventStream } from './event-stream.js';
import type { LiveConnections } from './live-connections.js';
import type { LiveMetrics } from './live-metrics.js';
import type { OpenedOperation, OperationStreams } from './operation-streams.js';
import type { TokenWatch } from './token-watch.js';

export interface EventStreamRouteOptions {
  readonly streams: OperationStreams;
  readonly tokens: TokenWatch;
  readonly connections: LiveConnections;
  readonly metrics: LiveMetrics;
  readonly live: LiveSettings;
}

/** GraphQL over server-sent events, each operation over a connection of its own (the protocol's "distinct connections mode"). */
export class EventStreamRoute {
  readonly #options: EventStreamRouteOptions;
  readonly #open = new Set<EventStream>();
  #isOpen = true;

  constructor(options: EventStreamRouteOptions) {
    this.#options = options;
  }

  /**
   * Answers an authenticated request as a stream of events; resolves when the stream is open.
   * @param asked what the request's body or its URL says
   * @throws SluiceError where there is no operation in it, the tenant has too many connections, or the server shuts down.
   */
  async answer(request: FastifyRequest, reply: FastifyReply, asked: unknown): Promise<FastifyReply> {
    const { streams, tokens, connections, metrics, live } = this.#options;
    const { principal } = request;
    const operation = readAsked(asked);
    if (!this.#isOpen)
      throw new SluiceError(
        'SHUTTING_DOWN',
        'The server is shutting down. Connect to another, or try again in a moment.',
      );
    const leave = connections.enter(principal!.tenantId);
    // From here on the response is ours; all that could still go wrong is told in the stream.
    reply.header('content-type', EVENT_STREAM_TYPE).hijack();
    const events = new EventStream(reply.raw, reply.getHeaders() as OutgoingHttpHeaders, live, () =>
      metrics.dropped('slow'),
    );
    this.#open.add(events);
    const unwatch = tokens.watch(request.headers.authorization!, principal!, (error) => {
      metrics.dropped('token');
      void events.end(refusalBody(error));
    });
    events.onClose(() => {
      this.#open.delete(events);
      leave();
      unwatch();
    });
    void sendAnswers(streams.open(operation, principal!), events);
    return reply;
  }

  /** Takes no more, and completes all that are open. */
  async close(): Promise<void> {
    this.#isOpen = false;
    const ending = [...this.#open].map((events) => events.end());
    for (const _each of ending) this.#options.metrics.dropped('shutdown');
    await Promise.all(ending);
  }
}

async function sendAnswers(opening: Promise<OpenedOperation>, events: EventStream): Promise<void> {
  const opened = await opening;
  if ('errors' in opened) {
    await events.end(JSON.stringify({ errors: opened.errors }));
    return;
  }
  const { answers } = opened;
  events.onClose(() => void answers.return());
  for await (const { text } of answers) await events.next(text);
  await events.end();
}

/** @throws SluiceError `BAD_USER_INPUT` */
function readAsked(asked: unknown): AskedOperation {
  const { query, operationName, variables, extensions } = isObject(asked) ? asked : {};
  if (typeof query !== 'string') {
    throw new SluiceError('BAD_USER_INPUT', 'The request has no "query", which holds the operation as text.');
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw new SluiceError('BAD_USER_INPUT', '"operationName" must be a string.');
  }
  for (const [name, value] of Object.entries({ variables, extensions })) {
    if (value != null && !isObject(value))
      throw new SluiceError('BAD_USER_INPUT', `"${name}" must be an object.`);
  }
  return { query, operationName, variables, extensions } as AskedOperation;
}
