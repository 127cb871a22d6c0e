import type { IncomingMessage } from 'node:http';

/**
 * Whether a page of this origin may open a WebSocket: the gateway's own pages, those of `corsOrigins`, and whatever is no page and so names no origin.
 * CORS does not hold for WebSockets; there is no cookie to ride on, but a token from a link should not work elsewhere either.
 */
export function isAllowedOrigin({ headers }: IncomingMessage, corsOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (corsOrigins.includes(origin)) return true;
  // By host alone: what terminates TLS in front of us leaves us no scheme.
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}
