import type { FastifyInstance } from 'fastify';
import type { Databases } from '../tenancy/databases.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Metrics } from './metrics.js';

const READINESS_PATIENCE_MS = 3_000;

/** Whether the gateway still takes requests; false from the beginning of the shutdown on. */
export interface Readiness {
  isOpen: boolean;
}

/**
 * `/healthz`: the process lives. `/readyz`: it takes requests and the analytics database answers, else 503; how the other databases fare it tells, and
 * is ready without them, since most questions are. `/metrics`: for Prometheus.
 * None of them needs a token; nothing in them names a tenant.
 */
export function registerHealth(
  app: FastifyInstance,
  databases: Databases,
  metrics: Metrics,
  readiness: Readiness,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (!readiness.isOpen) return reply.code(503).send({ status: 'closing' });
    const [isReady, others] = await Promise.all([isAnswering(databases.analytics), statesOf(databases)]);
    if (!isReady) return reply.code(503).send({ status: 'database unavailable', ...others });
    return { status: 'ok', ...others };
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.print();
    return reply.type(contentType).send(text);
  });
}

/** Of the databases that are configured beside analytics; nothing where none is. */
async function statesOf({
  oltp,
  content,
  queue,
}: Databases): Promise<{ databases?: Record<string, string> }> {
  const configured = Object.entries({ oltp, content, queue }).flatMap(([name, database]) =>
    database === null ? [] : [[name, database] as const],
  );
  if (configured.length === 0) return {};
  const states = await Promise.all(
    configured.map(async ([name, database]) => [name, (await isAnswering(database)) ? 'ok' : 'unavailable']),
  );
  return { databases: Object.fromEntries(states) as Record<string, string> };
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
