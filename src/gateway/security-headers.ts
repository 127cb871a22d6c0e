import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { ServerSettings } from '../config/settings.js';

const PREFLIGHT_MAX_AGE_SECONDS = 10 * 60;

/**
 * The headers that every response carries: nothing may be loaded, framed or sniffed, and other origins may read nothing but those of
 * `corsOrigins`. Whatever terminates TLS in front of the gateway says `strict-transport-security`: the gateway itself speaks plain
 * HTTP, on loopback among others, where that header and `upgrade-insecure-requests` would lock browsers out.
 */
export async function registerSecurity(app: FastifyInstance, settings: ServerSettings): Promise<void> {
  await app.register(helmet, {
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  if (settings.corsOrigins.length === 0) return;
  await app.register(cors, {
    origin: [...settings.corsOrigins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type'],
    exposedHeaders: ['x-request-id'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  });
}
