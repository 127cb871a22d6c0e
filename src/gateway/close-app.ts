import type { FastifyInstance } from 'fastify';

/** How long running requests may take to end before their connections are cut. */
const DRAIN_MS = 20_000;

/** How often connections that have become idle meanwhile are looked for. */
const IDLE_POLL_MS = 50;

/**
 * Stops listening and lets running requests end. A connection that a client keeps alive is closed once its request is answered; what
 * still runs after 20 seconds is cut off, which cancels its query.
 */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_POLL_MS);
  const deadline = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}
