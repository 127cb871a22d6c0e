import type { GraphQLFormattedError } from 'graphql';
import type { Executor } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { ErrorFormatter } from './create-error-formatter.js';
import type { KnownOperation } from './known-operations.js';

export interface OperationAnswer {
  readonly status: number;
  readonly body: string;
}

/** An operation whose variables do not fit was not executed. */
const NOT_EXECUTED_STATUS = 400;

/** Answers an operation as Apollo would, and without what Apollo does for those it sees for the first time. */
export async function answerKnownOperation(
  operation: KnownOperation,
  contextValue: RequestContext,
  execute: Executor,
  formatError: ErrorFormatter,
): Promise<OperationAnswer> {
  const { data, errors } = await execute({ ...operation, contextValue });
  if (errors === undefined || errors.length === 0) return { status: 200, body: stringifyResult({ data }) };
  const formatted: readonly GraphQLFormattedError[] = errors.map((error) =>
    formatError(error.toJSON(), error),
  );
  const [first] = errors;
  const { status = NOT_EXECUTED_STATUS } = (first?.extensions['http'] ?? {}) as { status?: number };
  return {
    status: data === undefined ? status : 200,
    body: stringifyResult({ errors: formatted, ...(data === undefined ? {} : { data }) } as never),
  };
}
