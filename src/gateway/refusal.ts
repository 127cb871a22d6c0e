import type { FastifyReply } from 'fastify';
import type { SluiceError } from '../errors/sluice-error.js';
import { JSON_TYPE, plainMediaType } from './graphql-media-type.js';

/**
 * Answers a request with an error before GraphQL has seen it, in GraphQL's shape: `{ errors: [{ message, extensions: { code } }] }`.
 * What is our fault also tells the request's id. The status is the error's own unless `status` says otherwise.
 */
export function sendRefusal(
  reply: FastifyReply,
  error: SluiceError,
  status = error.httpStatus,
): FastifyReply {
  const { id: requestId, headers } = reply.request;
  const facts = error.httpStatus >= 500 ? { requestId } : {};
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', challenge(error));
  return reply
    .code(status)
    .header('x-request-id', requestId)
    .header('content-type', plainMediaType(headers.accept) ?? JSON_TYPE)
    .send(refusalBody(error, facts));
}

/** The body of a refusal, with further `facts` in its extensions. */
export function refusalBody(
  { message, extensions }: SluiceError,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ errors: [{ message, extensions: { ...facts, ...extensions } }] });
}

/** RFC 6750, 3: a request without a token is told the scheme, one with a bad token also what is wrong with it. */
function challenge({ message, details }: SluiceError): string {
  if (details['reason'] === 'missing') return 'Bearer realm="sluice"';
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, "'");
  return `Bearer realm="sluice", error="invalid_token", error_description="${description}"`;
}
