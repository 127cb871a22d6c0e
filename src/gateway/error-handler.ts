import type { FastifyError, FastifyInstance } from 'fastify';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';

/** What Fastify itself refuses before a route sees it, by its own codes. */
const REFUSALS: Readonly<Record<string, SluiceError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new SluiceError('BODY_TOO_LARGE', 'The request body is larger than allowed.'),
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
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toSluiceError(error);
    if (known.httpStatus >= 500) request.log.error({ err: error }, 'A request failed');
    if (known.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
    const status =
      error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' ? UNSUPPORTED_MEDIA_TYPE : known.httpStatus;
    return reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message: known.message, extensions: known.extensions }] });
  });
  app.setNotFoundHandler((_request, reply) => {
    const { code, message } = new SluiceError(
      'NOT_FOUND',
      'There is nothing here. GraphQL is at /graphql, the playground at /.',
    );
    return reply
      .code(404)
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message, extensions: { code } }] });
  });
}

function toSluiceError(error: FastifyError): SluiceError {
  const translated = translateDatabaseError(error);
  if (translated instanceof SluiceError) return translated;
  const refusal = REFUSALS[error.code];
  if (refusal !== undefined) return refusal;
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new SluiceError('BAD_USER_INPUT', 'The request is not valid HTTP or JSON.', { cause: error });
  }
  return new SluiceError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side. It has been logged.', {
    cause: error,
  });
}
