import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { ServerSettings } from '../../config/settings.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { JSON_TYPE } from '../graphql-media-type.js';
import { refusalBody } from '../refusal.js';
import { CLOSE_CODE } from './close-error.js';
import { isAllowedOrigin } from './is-allowed-origin.js';
import { passOnRequest } from './pass-on-request.js';
import { WebSocketSession, type WebSocketSessionOptions } from './web-socket-session.js';

export interface WebSocketRouteOptions extends Omit<WebSocketSessionOptions, 'socket' | 'authorization'> {
  readonly server: Server;
  readonly path: string;
  readonly settings: ServerSettings;
}

/** How long a client may take to answer our goodbye. */
const GOODBYE_MS = 2_000;

/** GraphQL over WebSocket (`graphql-transport-ws`) on the HTTP server's own port, by the way of HTTP's upgrade. */
export class WebSocketRoute {
  readonly #options: WebSocketRouteOptions;
  readonly #sockets: WebSocketServer;
  #isOpen = true;

  constructor(options: WebSocketRouteOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      // A message is a request's body.
      maxPayload: options.settings.limits.maxBodyBytes,
      perMessageDeflate: false,
      handleProtocols,
    });
    options.server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Takes no more, says goodbye to all, and resolves when all have gone. */
  async close(): Promise<void> {
    this.#isOpen = false;
    const open = [...this.#sockets.clients];
    const gone = open.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
    for (const socket of open) {
      this.#options.metrics.dropped('shutdown');
      socket.close(CLOSE_CODE.goingAway, 'The server is shutting down.');
    }
    const deadline = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, GOODBYE_MS);
    await Promise.all(gone);
    clearTimeout(deadline);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { server, path } = this.#options;
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      passOnRequest(server, request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    const refusal = request.url?.split('?')[0] === path ? this.#refusalOf(request) : notHere(path);
    if (refusal !== null) {
      refuse(socket, refusal);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (upgraded) => {
      new WebSocketSession({
        ...this.#options,
        socket: upgraded,
        authorization: request.headers.authorization,
      }).start();
    });
  }

  #refusalOf(request: IncomingMessage): SluiceError | null {
    if (!this.#isOpen)
      return new SluiceError(
        'SHUTTING_DOWN',
        'The server is shutting down. Connect to another, or try again in a moment.',
      );
    if (!isAllowedOrigin(request, this.#options.settings.corsOrigins)) {
      return new SluiceError(
        'FORBIDDEN',
        `Pages of ${request.headers.origin} may not connect. SLUICE_CORS_ORIGINS lists those that may.`,
      );
    }
    return null;
  }
}

function notHere(path: string): SluiceError {
  return new SluiceError('NOT_FOUND', `There is no WebSocket here. GraphQL is at ${path}.`);
}

/** There is no response yet to write a refusal to, only the socket. */
function refuse(socket: Duplex, error: SluiceError): void {
  const body = refusalBody(error);
  socket.end(
    [
      `HTTP/1.1 ${error.httpStatus} ${STATUS_CODES[error.httpStatus]}`,
      'connection: close',
      `content-type: ${JSON_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
