import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { LimitSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import { MASKED_MESSAGE } from './mask-error.js';
import type { Metrics } from './metrics.js';
import { sendRefusal } from './refusal.js';

/** What Fastify itself refuses before a route sees it, by its own codes. A body that is too large is refused with its limit. */
const REFUSALS: Readonly<Record<string, SluiceError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new SluiceError(
    'BAD_USER_INPUT',
    'Send the request as "content-type: application/json".',
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new SluiceError(
    'BAD_USER_INPUT',
    'The request body is not as long as announced.',
  ),
};

const UNSUPPORTED_MEDIA_TYPE = 415;

/** Answers every error outside GraphQL's execution in GraphQL's shape, and logs in full what is our fault. */
export function registerErrorHandler(
  app: FastifyInstance,
  limits: LimitSettings,
  log: Logger,
  metrics: Metrics,
): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = toSluiceError(thrown, limits);
    metrics.countError(error.code);
    if (thrown.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
      return sendRefusal(reply, error, UNSUPPORTED_MEDIA_TYPE);
    if (error.httpStatus >= 500) log.error({ err: thrown, requestId: request.id }, 'A request failed');
    return sendRefusal(reply, error);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendRefusal(
      reply,
      new SluiceError('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql, the playground at /.'),
    ),
  );
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
