import type { FastifyInstance } from 'fastify';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Metrics } from './metrics.js';

const READINESS_PATIENCE_MS = 3_000;

/** Whether the gateway still takes requests; false from the beginning of the shutdown on. */
export interface Readiness {
  isOpen: boolean;
}

/**
 * `/healthz`: the process lives. `/readyz`: it takes requests and the database answers, else 503. `/metrics`: for Prometheus.
 * None of them needs a token; nothing in them names a tenant.
 */
export function registerHealth(
  app: FastifyInstance,
  database: GatewayDatabase,
  metrics: Metrics,
  readiness: Readiness,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (!readiness.isOpen) return reply.code(503).send({ status: 'closing' });
    if (!(await isAnswering(database))) return reply.code(503).send({ status: 'database unavailable' });
    return { status: 'ok' };
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.print();
    return reply.type(contentType).send(text);
  });
}

async function isAnswering(database: GatewayDatabase): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READINESS_PATIENCE_MS);
  });
  const answer = database.withoutTenant({ name: 'sluice_ready', text: 'select 1', values: [] }).then(
    () => true,
    () => false,
  );
  const isReady = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return isReady;
}
