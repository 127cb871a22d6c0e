const PLACEHOLDER_HOST = 'placeholder';

/**
 * The same server and database as `url`, for another login. Keeps everything else of it: host, port, TLS parameters, and a
 * socket folder in `?host=`.
 */
export function loginUrl(url: string, user: string, password: string): string {
  // A URL without a host (`postgres://me@/analytics?host=/run/postgresql`) is good for PostgreSQL and none for WHATWG.
  const hasHost = URL.canParse(url);
  const parsed = new URL(
    hasHost ? url : url.replace(/^([a-z]+:\/\/(?:[^/?#]*@)?)(?=[/?#]|$)/, `$1${PLACEHOLDER_HOST}`),
  );
  if (parsed.hostname === '') parsed.hostname = PLACEHOLDER_HOST;
  parsed.username = encodeURIComponent(user);
  parsed.password = encodeURIComponent(password);
  parsed.searchParams.delete('user');
  parsed.searchParams.delete('password');
  return parsed.toString().replace(`@${PLACEHOLDER_HOST}`, '@');
}
