import type { onRequestHookHandler } from 'fastify';
import type { Principal } from '../tenancy/principal.js';
import type { Authenticator } from '../tokens/authenticator.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once authenticated; null on routes that need no token. */
    principal: Principal | null;
  }
}

/** The step that finds out who asks. It comes before the body is read: no token, no work. */
export function authenticateRequest(authenticator: Authenticator): onRequestHookHandler {
  return (request, _reply, done) => {
    try {
      const principal = authenticator.authenticate(request.headers.authorization);
      if (principal instanceof Promise) {
        principal.then((found) => {
          request.principal = found;
          done();
        }, done);
        return;
      }
      request.principal = principal;
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}
