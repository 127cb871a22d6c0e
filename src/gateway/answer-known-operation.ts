import type { GraphQLFormattedError } from 'graphql';
import type { Executor } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { ErrorFormatter } from './create-error-formatter.js';
import { entityTag, isNamedIn } from './entity-tag.js';
import type { KnownOperation } from './known-operations.js';

export interface OperationAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An operation whose variables do not fit was not executed. */
const NOT_EXECUTED_STATUS = 400;

export interface KnownOperationOptions {
  /** With its errors masked. */
  readonly execute: Executor;
  readonly formatError: ErrorFormatter;
  /** The content type of the answer. */
  readonly mediaType: string;
  /** The request's `If-None-Match`; null where it has none that counts. An answer that it names has a body of no use. */
  readonly ifNoneMatch: string | null;
}

/** Answers an operation as Apollo would, and without what Apollo does for those it sees for the first time. */
export async function answerKnownOperation(
  operation: KnownOperation,
  contextValue: RequestContext,
  { execute, formatError, mediaType, ifNoneMatch }: KnownOperationOptions,
): Promise<OperationAnswer> {
  const headers = { 'content-type': mediaType };
  const request = { ...operation, contextValue };
  const { data, errors, extensions } = await execute(
    ifNoneMatch === null
      ? request
      : { ...request, isHeld: (key) => isNamedIn(ifNoneMatch, entityTag(request, key)) },
  );
  if (errors === undefined || errors.length === 0) {
    return { status: 200, headers, body: stringifyResult({ data, extensions }) };
  }
  const formatted: readonly GraphQLFormattedError[] = errors.map((error) =>
    formatError(error.toJSON(), error),
  );
  const [first] = errors;
  const { status = NOT_EXECUTED_STATUS } = (first?.extensions['http'] ?? {}) as { status?: number };
  return {
    status: data === undefined ? status : 200,
    headers,
    body: stringifyResult({ errors: formatted, data, extensions }),
  };
}
