import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Executor, ExecutorResult } from '../analytics/execution/create-executor.js';
import type { ExecutionRequest } from '../analytics/execution/execution-request.js';
import { SluiceError } from '../errors/sluice-error.js';
import { assertShallowVariables } from './assert-shallow-variables.js';
import { MASKED_MESSAGE, maskExecutionError } from './mask-error.js';

/**
 * `execute`, with what went wrong masked while the request's id is still at hand. It never rejects: where nothing could be answered, the
 * result has errors only, and `extensions.http.status` of the first says the response's status, as Apollo expects it.
 */
export function executeMasked(execute: Executor, log: Logger): Executor {
  return async (request: ExecutionRequest): Promise<ExecutorResult> => {
    const { requestId } = request.contextValue;
    try {
      assertShallowVariables(request.variables);
      const result = await execute(request);
      if (result.errors === undefined) return result;
      return { ...result, errors: result.errors.map((error) => maskExecutionError(error, requestId, log)) };
    } catch (error) {
      const masked = maskExecutionError(toGraphqlError(error), requestId, log);
      if (masked.originalError instanceof SluiceError) {
        masked.extensions['http'] = { status: masked.originalError.httpStatus };
      }
      return { errors: [masked] };
    }
  };
}

function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(MASKED_MESSAGE, {
    originalError:
      error instanceof Error ? error : new Error('Something that is no error was thrown', { cause: error }),
  });
}
