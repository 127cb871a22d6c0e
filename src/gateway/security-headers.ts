import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { ServerSettings } from '../config/settings.js';

/**
 * What every response carries: nothing may be loaded, framed, sniffed or kept, as nothing here is a page. The playground's own
 * pages replace the policy. The names and values are helmet's; as constants they cost a tenth of what its hook does per request
 * (docs/decisions/0004). Whatever terminates TLS in front of the gateway says `strict-transport-security`: the gateway itself speaks
 * plain HTTP, on loopback among others, where that header and `upgrade-insecure-requests` would lock browsers out.
 */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'cache-control': 'no-store',
};

const PREFLIGHT_MAX_AGE_SECONDS = 10 * 60;

/** Puts {@link SECURITY_HEADERS} on every response; other origins may read nothing but those of `corsOrigins`. */
export async function registerSecurity(app: FastifyInstance, settings: ServerSettings): Promise<void> {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  if (settings.corsOrigins.length === 0) return;
  await app.register(cors, {
    origin: [...settings.corsOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposedHeaders: ['etag', 'x-request-id'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  });
}
