import type { Executor } from '../analytics/execution/create-executor.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { entityTag } from './entity-tag.js';

/** The entity tags of the answers under way, for the end of their requests: Apollo, which may stand in between, passes none on. */
export class AnswerTags {
  /** By the request's signal, since Apollo hands on a copy of the context. */
  readonly #tags = new WeakMap<AbortSignal, string>();

  /** `execute`, with the tag of each answer noted that has one. */
  noting(execute: Executor): Executor {
    return async (request) => {
      const result = await execute(request);
      if (result.key !== undefined)
        this.#tags.set(request.contextValue.signal, entityTag(request, result.key));
      return result;
    };
  }

  /** The tag of the answer to this request; null where it has none and must not be kept by anybody. */
  of(context: RequestContext): string | null {
    return this.#tags.get(context.signal) ?? null;
  }
}
