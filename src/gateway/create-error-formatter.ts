import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { formatError } from './mask-error.js';
import type { Metrics } from './metrics.js';

/** How an error of GraphQL looks in a response. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** {@link formatError}, which also counts what clients get to see. */
export function createErrorFormatter(log: Logger, metrics: Metrics): ErrorFormatter {
  return (formatted, error) => {
    const shown = formatError(formatted, error, log);
    metrics.countError(String(shown.extensions?.['code']));
    return shown;
  };
}
