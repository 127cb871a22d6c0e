import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';

/** What a client is told of an error that was not meant for it. */
export const MASKED_MESSAGE = 'Something went wrong on our side. It has been logged.';

/** graphql-js knows no code for what is past `maxTokens`, only these words. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that \d+ tokens/;

/** Codes of Apollo's own that say what ours say under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  INTERNAL_SERVER_ERROR: 'BAD_USER_INPUT',
};

/**
 * Decides what a client sees of an error of execution: those thrown on purpose and GraphQL's own about the request stay as they are. All
 * else is masked. What is our fault or the database's is logged in full, with the request's id, which the client gets too.
 */
export function maskExecutionError(error: GraphQLError, requestId: string, log: Logger): GraphQLError {
  const original = translateDatabaseError(rootOf(error));
  // Coercion and the like: graphql-js's own words about the request.
  if (original instanceof GraphQLError) return error;
  const shown =
    original instanceof SluiceError
      ? original
      : new SluiceError('INTERNAL_SERVER_ERROR', MASKED_MESSAGE, { cause: original });
  const isOurs = shown.httpStatus >= 500;
  if (isOurs) log.error({ err: original, requestId, path: error.path }, 'A field could not be answered');
  return new GraphQLError(shown.message, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    originalError: shown,
    extensions: isOurs ? { requestId, ...shown.extensions } : shown.extensions,
  });
}

/**
 * Decides how an error looks in a response: `message` first, with a stable code. Errors of execution have been masked by
 * {@link maskExecutionError}; any other that is not about the request is masked here.
 */
export function formatError(
  { message, locations, path, extensions }: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const place = {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
  const original = rootOf(error);
  if (original instanceof SluiceError) {
    return { message, ...place, extensions: { ...original.extensions, ...requestIdOf(extensions) } };
  }
  if (original instanceof GraphQLError) {
    if (TOO_MANY_TOKENS.test(original.message)) {
      return {
        message: 'The document has too many tokens: it is too long.',
        extensions: { code: 'QUERY_TOO_COMPLEX' },
      };
    }
    // Apollo puts a code of its own over the one that our validation rules give.
    const code = String(original.extensions['code'] ?? extensions?.['code'] ?? 'BAD_USER_INPUT');
    return { message, ...place, extensions: { code: RENAMED[code] ?? code } };
  }
  // graphql-js reads a document by recursion.
  if (original instanceof RangeError) {
    return { message: 'The document is nested too deeply.', extensions: { code: 'QUERY_TOO_COMPLEX' } };
  }
  log.error({ err: original }, 'An error was masked');
  return { message: MASKED_MESSAGE, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** The error at the bottom of those that graphql-js and Apollo have put around it. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError != null) root = root.originalError;
  return root;
}

function requestIdOf(extensions: GraphQLFormattedError['extensions']): { requestId?: unknown } {
  return extensions?.['requestId'] === undefined ? {} : { requestId: extensions['requestId'] };
}
