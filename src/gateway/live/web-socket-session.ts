import { GraphQLError, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { makeServer, type ConnectionInitMessage, type Context, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { LiveSettings } from '../../config/settings.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { AnswerStream } from '../../live/answer-stream.js';
import type { LiveAnswer } from '../../live/live-answer.js';
import type { Principal } from '../../tenancy/principal.js';
import type { Authenticator } from '../../tokens/authenticator.js';
import { CLOSE_CODE, CloseError } from './close-error.js';
import type { LiveConnections } from './live-connections.js';
import type { LiveMetrics } from './live-metrics.js';
import type { OperationStreams } from './operation-streams.js';
import { RawPayloads } from './raw-payloads.js';
import type { TokenWatch } from './token-watch.js';

export interface WebSocketSessionOptions {
  readonly socket: WebSocket;
  /** The upgrade request's `Authorization`. */
  readonly authorization: string | undefined;
  readonly schema: GraphQLSchema;
  readonly streams: OperationStreams;
  readonly authenticator: Authenticator;
  readonly tokens: TokenWatch;
  readonly connections: LiveConnections;
  readonly metrics: LiveMetrics;
  readonly live: LiveSettings;
  readonly log: Logger;
}

/** How often a ping asks whether the other end still lives; one that does not answer until the next is cut. */
const PING_MS = 12_000;
/** How long the other end may take to answer a close frame. */
const CLOSE_MS = 1_000;

type SessionContext = Context<ConnectionInitMessage['payload'], unknown>;

/** One WebSocket: graphql-ws speaks its protocol, we say who may ask what, and how slow a reader may be. */
export class WebSocketSession {
  readonly #options: WebSocketSessionOptions;
  readonly #socket: WebSocket;
  readonly #payloads = new RawPayloads();
  readonly #formatted = new WeakMap<readonly GraphQLError[], readonly GraphQLFormattedError[]>();
  readonly #onClose: (() => void)[] = [];
  #principal: Principal | null = null;
  #isLeaving = false;

  constructor(options: WebSocketSessionOptions) {
    this.#options = options;
    this.#socket = options.socket;
  }

  /** Begins to listen; everything ends when the socket closes. */
  start(): void {
    const socket = this.#socket;
    const { live } = this.#options;
    const server = makeServer<ConnectionInitMessage['payload'], unknown>({
      connectionInitWaitTimeout: live.initMs,
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, _id, payload) => this.#open(context, payload),
      execute: answersOf,
      subscribe: answersOf,
      onNext: (_context, _id, _payload, _args, answer) =>
        this.#payloads.payload((answer as unknown as LiveAnswer).text) as never,
      onError: (_context, _id, _payload, errors) => this.#formatted.get(errors),
    });
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (message) => this.#send(message),
        close: (code, reason) => this.#close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => this.#fail(error));
          });
        },
      },
      undefined,
    );
    // What is no WebSocket, or too large, ws closes by itself with the code that says so.
    socket.on('error', () => this.#cutAfterGoodbye());
    this.#keepAlive();
    socket.once('close', (code, reason) => {
      for (const each of this.#onClose) each();
      closed(code, String(reason)).catch((error: unknown) => this.#fail(error));
    });
  }

  /** Who is it? The token comes with the first message, for browsers cannot set headers of a WebSocket, or with the upgrade. */
  async #connect({ connectionParams = {} }: SessionContext): Promise<boolean> {
    const { authenticator, tokens, connections, metrics } = this.#options;
    const header =
      connectionParams['authorization'] ?? connectionParams['Authorization'] ?? this.#options.authorization;
    try {
      const principal = await authenticator.authenticate(typeof header === 'string' ? header : undefined);
      if (this.#socket.readyState !== WebSocket.OPEN) return false;
      this.#onClose.push(connections.enter(principal.tenantId));
      this.#onClose.push(
        tokens.watch(header as string, principal, (error) => {
          metrics.dropped('token');
          this.#fail(CloseError.of(error));
        }),
      );
      this.#principal = principal;
      return true;
    } catch (error) {
      throw error instanceof SluiceError ? CloseError.of(error) : error;
    }
  }

  async #open(
    context: SessionContext,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { schema, streams, live } = this.#options;
    if (Object.keys(context.subscriptions).length > live.maxSubscriptions) {
      const { message, extensions } = tooManyOperations(live.maxSubscriptions);
      return [new GraphQLError(message, { extensions })];
    }
    const opened = await streams.open(payload, this.#principal!);
    if ('errors' in opened) {
      const errors = opened.errors.map(({ message }) => new GraphQLError(message));
      this.#formatted.set(errors, opened.errors);
      return errors;
    }
    const { document, operationName } = opened.operation;
    return { schema, document, operationName, contextValue: opened.answers };
  }

  /** Resolves when the message has left for the network: until then the library asks an operation for no further answer. */
  #send(message: string): Promise<void> {
    const socket = this.#socket;
    const text = this.#payloads.complete(message);
    if (socket.readyState !== WebSocket.OPEN) return Promise.resolve();
    const { maxBufferBytes, drainMs } = this.#options.live;
    if (socket.bufferedAmount > maxBufferBytes) {
      this.#dropSlow(`More than ${maxBufferBytes} bytes wait to be read.`);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const deadline = setTimeout(
        () => this.#dropSlow(`A message has not been read for ${drainMs} ms.`),
        drainMs,
      );
      socket.send(text, () => {
        clearTimeout(deadline);
        // Where it failed, the socket closes, which ends everything.
        resolve();
      });
    });
  }

  #dropSlow(reason: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#options.metrics.dropped('slow');
    this.#fail(new CloseError(CLOSE_CODE.tooSlow, reason));
  }

  #fail(error: unknown): void {
    if (error instanceof CloseError) {
      this.#close(error.code, error.reason);
      return;
    }
    this.#options.log.error({ err: error }, 'A WebSocket failed');
    this.#close(CLOSE_CODE.internalError, 'Something went wrong on our side. It has been logged.');
  }

  #close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
    this.#cutAfterGoodbye();
  }

  /** Whoever does not read does not answer a goodbye either. */
  #cutAfterGoodbye(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const deadline = setTimeout(() => this.#socket.terminate(), CLOSE_MS);
    this.#onClose.push(() => clearTimeout(deadline));
  }

  #keepAlive(): void {
    const socket = this.#socket;
    let isAlive = true;
    socket.on('pong', () => (isAlive = true));
    const timer = setInterval(() => {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
    }, PING_MS);
    this.#onClose.push(() => clearInterval(timer));
  }
}

/** The stream that was opened for the operation travels as its context. */
function answersOf({ contextValue }: ExecutionArgs): never {
  return contextValue as AnswerStream as never;
}

function tooManyOperations(max: number): SluiceError {
  return new SluiceError(
    'RATE_LIMITED',
    `This connection has ${max} operations under way, which is all that one may have. Complete one, or open another connection.`,
  );
}
