import { Cluster, Redis } from 'ioredis';
import { redisNodeUrls } from '../config/redis-nodes.js';
import { redisOptions } from './redis-options.js';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;
/** A slot that has moved is asked for at its new node; not for ever. */
const MAX_REDIRECTIONS = 3;

/** The commands that are used, which a single server and a cluster have alike. */
export type RedisCommands = Pick<
  Redis,
  'get' | 'getBuffer' | 'mget' | 'set' | 'del' | 'eval' | 'ping' | 'pipeline'
>;

/**
 * A client of the Redis that a URL names, or of the Redis Cluster where it names several hosts. It connects in the background, for ever; as in
 * {@link redisOptions}, nothing is queued and nothing is sent twice but where a cluster says that a slot has moved.
 * @throws {Error} where the URL is none, which the configuration sees to.
 */
export function connectRedis(url: string): Redis | Cluster {
  const nodes = redisNodeUrls(url);
  if (nodes === null) throw new Error('Not a Redis URL.');
  const [first, ...others] = nodes.map((node) => redisOptions(node));
  if (others.length === 0) return new Redis(first!);
  // Hosts, ports and retries are the cluster's own; all the rest is the same for each node.
  const {
    host: _host,
    port: _port,
    db: _db,
    retryStrategy: _retry,
    enableOfflineQueue: _queue,
    ...shared
  } = first!;
  return new Cluster(
    [first!, ...others].map(({ host, port }) => ({ host: host!, port: port! })),
    {
      redisOptions: shared,
      enableOfflineQueue: false,
      // The client does without it for a single node that is down; a cluster that is says so for each command.
      enableReadyCheck: false,
      maxRedirections: MAX_REDIRECTIONS,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      clusterRetryStrategy: (attempt) => Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_MS),
      // A certificate is made out to a name, not to the address behind it.
      ...(shared.tls === undefined
        ? {}
        : {
            dnsLookup: (address: string, found: (error: null, address: string) => void) =>
              found(null, address),
          }),
    },
  );
}
