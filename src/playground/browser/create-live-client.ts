import { createClient, type Client } from 'graphql-ws';

/** What the server closes a connection with whose token is not good. */
const FORBIDDEN = 4403;

/** A client for subscriptions over WebSocket as the bearer of `token`. It connects with the first of them and leaves with the last. */
export function createLiveClient(token: string): Client {
  const url = new URL('graphql', document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  return createClient({
    url: url.href,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 10,
    // The same token would be refused again.
    shouldRetry: (error) => (error as { code?: number }).code !== FORBIDDEN,
  });
}
