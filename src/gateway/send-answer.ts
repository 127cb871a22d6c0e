import type { FastifyReply } from 'fastify';
import type { OperationAnswer } from './answer-known-operation.js';
import { isNamedIn } from './entity-tag.js';

/** Kept by the asker alone, and used only after asking whether it is still so: the answer may change at any moment. */
const REVALIDATED = 'private, no-cache';
/** The headers of a request that decide what its answer is. */
const VARIES_WITH = 'authorization, accept';

const NOT_MODIFIED = 304;

/**
 * Sends an answer. One that has an entity tag may be kept and asked for again: a GET that names the tag gets 304 and no body (RFC 9110,
 * 13.1.2); a POST never does, since it is no request for something that could be kept. Without a tag, nobody may keep it.
 */
export function sendAnswer(
  reply: FastifyReply,
  { status, headers, body }: OperationAnswer,
  tag: string | null,
): FastifyReply {
  if (tag === null) return reply.code(status).headers(headers).send(body);
  const { method, headers: asked } = reply.request;
  // CORS may have said before that the answer varies with the origin.
  const before = reply.getHeader('vary');
  reply.headers({
    etag: tag,
    'cache-control': REVALIDATED,
    vary: before === undefined ? VARIES_WITH : `${String(before)}, ${VARIES_WITH}`,
  });
  if (method === 'GET' && isNamedIn(asked['if-none-match'], tag)) return reply.code(NOT_MODIFIED).send();
  return reply.code(status).headers(headers).send(body);
}
