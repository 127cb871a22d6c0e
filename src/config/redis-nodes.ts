const REDIS_URL = /^(rediss?):\/\/((?:[^/?#]*@)?)([^@/?#]+)([/?#].*)?$/;

/**
 * The URL of each node that a Redis URL names: one of a single server; of a Redis Cluster several, with commas between the hosts
 * (`redis://user:password@a:7000,b:7000,c:7000`), for whom the rest is the same.
 * @returns null where it is none.
 */
export function redisNodeUrls(url: string): readonly string[] | null {
  const match = REDIS_URL.exec(url);
  if (match === null) return null;
  const [, scheme, credentials, hosts, rest = ''] = match;
  const urls = hosts!.split(',').map((host) => `${scheme}://${credentials}${host.trim()}${rest}`);
  return urls.every(isNodeUrl) && (urls.length === 1 || urls.every(isFirstDatabase)) ? urls : null;
}

function isNodeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { hostname, pathname, username, password } = new URL(value);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return hostname !== '' && /^\/?\d*$/.test(pathname);
}

/** A cluster has no other. */
function isFirstDatabase(value: string): boolean {
  return /^\/?0*$/.test(new URL(value).pathname);
}
