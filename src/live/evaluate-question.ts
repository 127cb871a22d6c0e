import { randomUUID } from 'node:crypto';
import type { Executor, ExecutorResult } from '../analytics/execution/create-executor.js';
import { ERROR_STATUS, type ErrorCode } from '../errors/error-code.js';
import type { Databases } from '../tenancy/databases.js';
import { fingerprintResult } from './fingerprint-result.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveQuestion } from './live-question.js';

/** What the hub needs to answer a question. */
export interface Evaluator {
  /** With its errors masked. */
  readonly execute: Executor;
  readonly databases: Databases;
  /** A result as the JSON that clients get. */
  readonly write: (result: ExecutorResult) => string;
}

export interface Evaluation {
  readonly answer: LiveAnswer;
  /** Something that may pass has kept it from being answered in full: a lost database, a time limit. */
  readonly isFailure: boolean;
  /** Each of its fields was refused. */
  readonly isRefused: boolean;
}

/** Answers with this status or above are not the question's fault: cut off, unavailable, too slow, a fault of ours. */
const PASSING_STATUS = 499;

/** Answers a question as of now. Never rejects, as a masked executor does not. */
export async function evaluateQuestion(
  { document, operationName, variables, principal, fieldPaths, asOfPaths }: LiveQuestion,
  { execute, databases, write }: Evaluator,
  signal: AbortSignal,
): Promise<Evaluation> {
  const result = await execute({
    document,
    operationName,
    variables,
    contextValue: {
      principal,
      database: databases.analytics,
      databases,
      signal,
      requestId: randomUUID(),
      now: new Date(),
    },
  });
  const { errors = [] } = result;
  const refused = new Set(errors.map(({ path }) => path?.join('.')));
  return {
    answer: { text: write(result), fingerprint: fingerprintResult(result, asOfPaths) },
    isFailure: errors.some(({ extensions: { code } }) => isPassing(code)),
    isRefused:
      errors.length > 0 &&
      (result.data === undefined || fieldPaths.every((path) => refused.has(path.join('.')))),
  };
}

/** A database that is not configured will not be so at the next attempt either. */
function isPassing(code: unknown): boolean {
  return code !== 'CONFIGURATION' && (ERROR_STATUS[code as ErrorCode] ?? 0) >= PASSING_STATUS;
}
