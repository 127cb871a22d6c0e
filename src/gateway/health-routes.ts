import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/**
 * `/healthz`: the process lives. `/readyz`: the database answers. `/metrics`: for Prometheus; nothing in it names a tenant.
 */
export function registerHealth(app: FastifyInstance, database: GatewayDatabase): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sluice_' });
  const seconds = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'Time from a request to its response, by route and status class.',
    labelNames: ['route', 'status'],
    buckets: SECONDS_BUCKETS,
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ route, status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000);
    done();
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    await database.withoutTenant({ text: 'select 1', values: [] });
    return { status: 'ok' };
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
