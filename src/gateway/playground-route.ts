import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Two levels up is the package's root, from `src/gateway` and from `dist/gateway` alike. */
const BUNDLE = new URL('../../dist/playground/', import.meta.url);

/**
 * What the playground's page may do: load its own files and talk to its own server, nothing else. The exceptions:
 * - `style-src 'unsafe-inline'`: Monaco, the editor inside GraphiQL, makes `<style>` elements and style attributes at run time
 *   and knows no nonce for them. Inline *scripts* and `eval` stay forbidden.
 * - `data:` for images and fonts: icons and Fira Code stand inside GraphiQL's own style sheets. Such an address reaches no network.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** The build's variants of a file, the smallest first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sluice</title>
<h1>The playground has not been built</h1>
<p>Run <code>npm run build:playground</code> and load this page again. The GraphQL endpoint itself works: <code>POST /graphql</code>.</p>
</html>
`;

/**
 * Serves the playground's bundle: its page at `/`, its hashed files below `/assets/`, compressed as the build left them and
 * cached for ever. Only files that the build made can be named. Without a bundle `/` says (503) how to build it.
 */
export function registerPlayground(app: FastifyInstance): void {
  let files: ReadonlySet<string> = new Set();
  const findFile = async (path: string): Promise<boolean> => {
    // A miss may mean that the bundle was built since.
    if (!files.has(path)) files = await listBundle();
    return files.has(path);
  };

  app.get('/', async (request, reply) => {
    secure(reply);
    reply.header('cache-control', 'no-cache');
    if (await findFile('index.html')) return sendFile('index.html', files, request, reply);
    return reply.code(503).type(CONTENT_TYPES['.html']!).send(NOT_BUILT);
  });

  app.get<{ Params: { file: string } }>('/assets/:file', async (request, reply) => {
    const path = `assets/${request.params.file}`;
    if (!(await findFile(path)) || !(extname(path) in CONTENT_TYPES)) return reply.callNotFound();
    secure(reply);
    // The name holds a hash of the content: what lies under it never changes.
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return sendFile(path, files, request, reply);
  });
}

function secure(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
}

function sendFile(
  path: string,
  files: ReadonlySet<string>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const accepted = acceptedEncodings(request.headers['accept-encoding']);
  const encoding = ENCODINGS.find(({ name, suffix }) => accepted.has(name) && files.has(path + suffix));
  if (encoding !== undefined) reply.header('content-encoding', encoding.name);
  return reply
    .header('vary', 'accept-encoding')
    .type(CONTENT_TYPES[extname(path)]!)
    .send(createReadStream(new URL(path + (encoding?.suffix ?? ''), BUNDLE)));
}

/** The codings that an `Accept-Encoding` header names and does not refuse with a weight of zero. */
function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const codings = String(header ?? '').split(',');
  return new Set(
    codings
      .filter((coding) => !/;\s*q=0(?:\.0*)?\s*$/.test(coding))
      .map((coding) => coding.split(';')[0]!.trim()),
  );
}

/** Every file of the bundle by its path below the bundle's folder; empty where there is none. */
async function listBundle(): Promise<ReadonlySet<string>> {
  try {
    const [top, assets] = await Promise.all([readdir(BUNDLE), readdir(new URL('assets/', BUNDLE))]);
    return new Set([...top, ...assets.map((name) => `assets/${name}`)]);
  } catch {
    return new Set();
  }
}
