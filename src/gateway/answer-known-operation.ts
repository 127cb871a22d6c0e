import type { Executor } from '../analytics/execution/create-executor.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { ErrorFormatter } from './create-error-formatter.js';
import { entityTag, isNamedIn } from './entity-tag.js';
import type { KnownOperation } from './known-operations.js';
import { stringifyFormatted } from './stringify-formatted.js';

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
  const result = await execute(
    ifNoneMatch === null
      ? request
      : { ...request, isHeld: (key) => isNamedIn(ifNoneMatch, entityTag(request, key)) },
  );
  const { data, errors = [] } = result;
  const { status = NOT_EXECUTED_STATUS } = (errors[0]?.extensions['http'] ?? {}) as { status?: number };
  return {
    status: data === undefined && errors.length > 0 ? status : 200,
    headers,
    body: stringifyFormatted(result, formatError),
  };
}
