import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Headers of the offer to speak another protocol. Without them the request is an ordinary one. */
const OFFER = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Hands a request that offers another protocol than WebSocket back to the server, which may ignore the offer (RFC 9110, 7.8) and
 * answers it as HTTP/1.1. Node gives all offers to whoever listens to `upgrade`; Java's HTTP client, for one, makes one for
 * HTTP/2 with its first request.
 */
export function passOnRequest(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!OFFER.has(rawHeaders[i]!.toLowerCase())) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  if (head.length > 0) socket.unshift(head);
  socket.unshift(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  server.emit('connection', socket);
}
