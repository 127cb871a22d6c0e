import type { RedisOptions } from 'ioredis';

/** How long a connection may take to be made. */
const CONNECT_TIMEOUT_MS = 2_000;
/** A connection on which nothing comes back for this long, though something was asked, is dropped and made anew. */
const SOCKET_TIMEOUT_MS = 5_000;
/** How long the other side has to say goodbye at the end. */
const DISCONNECT_TIMEOUT_MS = 100;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;
const DEFAULT_PORT = 6379;

/**
 * The client's options for `redis://user:password@host:6379/0`, or `rediss://` for TLS. What is in the URL's query is ignored.
 *
 * A command is sent at once or fails at once: nothing is queued until Redis is back, nothing is sent twice. A cache that cannot answer
 * now has nothing to say later.
 */
export function redisOptions(url: string): Omit<RedisOptions, 'replyMapping'> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? DEFAULT_PORT : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1)),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    connectionName: 'sluice',
    disableClientInfo: true,
    // GET, SET, EVAL and PING are the same in both; servers and proxies before Redis 6 know this one alone.
    protocol: 2,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_MS),
  };
}
