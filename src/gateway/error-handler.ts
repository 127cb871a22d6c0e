import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import { MASKED_MESSAGE } from './mask-error.js';

/** What Fastify itself refuses before a route sees it, by its own codes. A body that is too large is refused with its limit. */
const REFUSALS: Readonly<Record<string, SluiceError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new SluiceError(
    'BAD_USER_INPUT',
    'Send the request as "content-type: application/json".',
  ),
  FST_ERR_CTP_EMPTY_JSON_BODY: new SluiceError('BAD_USER_INPUT', 'The request body is empty.'),
  FST_ERR_CTP_INVALID_JSON_BODY: new SluiceError('BAD_USER_INPUT', 'The request body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new SluiceError(
    'BAD_USER_INPUT',
    'The request body is not as long as announced.',
  ),
};

const UNSUPPORTED_MEDIA_TYPE = 415;

/** Answers every error outside GraphQL's execution in GraphQL's shape: `{ errors: [{ message, extensions: { code } }] }`. */
export function registerErrorHandler(app: FastifyInstance, limits: LimitSettings): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, limits));
  app.setNotFoundHandler((_request, reply) =>
    answer(
      reply,
      new SluiceError('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql, the playground at /.'),
    ),
  );
}

/** Answers what is refused before it has a route, such as a path that cannot be decoded. */
export function answerBadRequest(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void answer(reply, new SluiceError('BAD_USER_INPUT', 'The path of the request is not a valid one.'));
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  limits: LimitSettings,
): FastifyReply {
  const known = toSluiceError(error, limits);
  if (known.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return answer(reply, known, {}, UNSUPPORTED_MEDIA_TYPE);
  }
  if (known.httpStatus < 500) return answer(reply, known);
  request.log.error({ err: error, requestId: request.id }, 'A request failed');
  return answer(reply, known, { requestId: request.id });
}

function answer(
  reply: FastifyReply,
  { message, extensions, httpStatus }: SluiceError,
  facts: Readonly<Record<string, unknown>> = {},
  status: number = httpStatus,
): FastifyReply {
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message, extensions: { ...facts, ...extensions } }] });
}

function toSluiceError(error: FastifyError, limits: LimitSettings): SluiceError {
  const translated = translateDatabaseError(error);
  if (translated instanceof SluiceError) return translated;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new SluiceError(
      'BODY_TOO_LARGE',
      `The request body is larger than the ${limits.maxBodyBytes} bytes that are allowed.`,
    );
  }
  const refusal = REFUSALS[error.code];
  if (refusal !== undefined) return refusal;
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new SluiceError('BAD_USER_INPUT', 'The request is not valid HTTP or JSON.', { cause: error });
  }
  return new SluiceError('INTERNAL_SERVER_ERROR', MASKED_MESSAGE, { cause: error });
}
