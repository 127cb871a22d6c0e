import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Databases } from '../tenancy/databases.js';
import type { RequestContext } from '../tenancy/request-context.js';

/** All that a resolver may know of an authenticated request. */
export function createRequestContext(
  request: FastifyRequest,
  reply: FastifyReply,
  databases: Databases,
): RequestContext {
  if (request.principal === null) throw new Error('The request was not authenticated');
  return {
    principal: request.principal,
    database: databases.analytics,
    databases,
    signal: abortOnHangUp(reply),
    requestId: request.id,
    now: new Date(),
  };
}

/** Aborts when the connection closes before the response has been written. */
function abortOnHangUp(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
