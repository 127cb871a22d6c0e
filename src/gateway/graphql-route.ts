import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Principal } from '../tenancy/principal.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { Authenticator } from '../tokens/authenticator.js';

export const GRAPHQL_PATH = '/graphql';

/**
 * The GraphQL endpoint. A request is authenticated before its body is even parsed: no token, no work.
 */
export function registerGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<RequestContext>,
  authenticator: Authenticator,
  database: GatewayDatabase,
): void {
  const principals = new WeakMap<FastifyRequest, Principal>();
  app.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    onRequest: async (request) => {
      principals.set(request, await authenticator.authenticate(request.headers.authorization));
    },
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply): Promise<RequestContext> =>
        Promise.resolve({
          principal: principals.get(request)!,
          database,
          signal: abortOnHangUp(reply),
          requestId: request.id,
          now: new Date(),
        }),
    }),
  });
}

/** Aborts when the connection closes before the response has been written. */
function abortOnHangUp(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
