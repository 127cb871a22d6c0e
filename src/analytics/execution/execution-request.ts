import type { DocumentNode } from 'graphql';
import type { AnswerKey } from '../../cache/answer-cache.js';
import type { RequestContext } from '../../tenancy/request-context.js';

/** A parsed and validated operation, ready to be executed. */
export interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly contextValue: RequestContext;
  /**
   * Whether the caller already has the answer of this key. It is asked once, before the cache and the database are, where the version of the
   * data is known at once; where the caller has it, the result is the `key` alone, without data.
   */
  readonly isHeld?: (key: AnswerKey) => boolean;
}
