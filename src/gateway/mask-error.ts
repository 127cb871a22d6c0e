import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';

/** What a client is told of an error that was not meant for it. */
const MASKED_MESSAGE = 'Something went wrong on our side. It has been logged.';

/** Codes of Apollo's own that say what ours say under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
};

/**
 * Decides what a client sees of an error: those thrown on purpose and GraphQL's own about the request pass, with a stable code;
 * all else is logged in full and masked.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const original = translateDatabaseError(unwrapResolverError(error));
  if (original instanceof SluiceError) {
    if (original.httpStatus >= 500) log.error({ err: original }, original.message);
    return { ...located(formatted), message: original.message, extensions: original.extensions };
  }
  if (isAboutTheRequest(original)) {
    const code = String(formatted.extensions?.['code'] ?? 'BAD_USER_INPUT');
    const stable = code === 'INTERNAL_SERVER_ERROR' ? 'BAD_USER_INPUT' : (RENAMED[code] ?? code);
    return { ...located(formatted), message: formatted.message, extensions: { code: stable } };
  }
  log.error({ err: original }, 'An error was masked');
  return { ...located(formatted), message: MASKED_MESSAGE, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** Syntax, validation and coercion: graphql-js and Apollo throw these as GraphQLErrors with no other error inside. */
function isAboutTheRequest(error: unknown): boolean {
  return (
    error instanceof GraphQLError &&
    (error.originalError == null || error.originalError instanceof GraphQLError)
  );
}

function located({ locations, path }: GraphQLFormattedError): Partial<GraphQLFormattedError> {
  return { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
}
