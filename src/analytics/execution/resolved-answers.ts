import type { RequestContext } from '../../tenancy/request-context.js';
import type { FieldAnswer } from './field-answer.js';
import type { PreparedField } from './analytic-part.js';
import type { AnalyticFieldNode } from './collect-analytic-fields.js';

/** An analytic field with its answer, or with the error that stands in its place. */
export interface ResolvedField {
  readonly field: AnalyticFieldNode;
  readonly outcome: Error | { readonly prepared: PreparedField; readonly answer: FieldAnswer };
}

/** What the resolvers of an analytic field's type read: one property a response name. */
export type AnswerSource = Readonly<Record<string, unknown>>;

const answersByRequest = new WeakMap<RequestContext, ReadonlyMap<string, Error | AnswerSource>>();

/** Lays the answers ready for the resolvers of this request. */
export function provideAnswers(request: RequestContext, resolved: readonly ResolvedField[]): void {
  answersByRequest.set(
    request,
    new Map(
      resolved.map(({ field, outcome }) => [
        field.path.join('.'),
        outcome instanceof Error ? outcome : source(outcome),
      ]),
    ),
  );
}

/** The answer of the analytic field at `path`; an error where it was refused. */
export function answerAt(request: RequestContext, path: readonly (string | number)[]): Error | AnswerSource {
  return (
    answersByRequest.get(request)?.get(path.join('.')) ??
    new Error(`No answer was made for ${path.join('.')}`)
  );
}

function source({ prepared, answer }: { prepared: PreparedField; answer: FieldAnswer }): AnswerSource {
  return Object.fromEntries(
    prepared.parts.map((part) => {
      const own = answer.get(part)!;
      switch (own.kind) {
        case 'json':
          return [part.responseName, JSON.parse(own.json) as unknown];
        case 'constant':
          return [part.responseName, own.text];
        case 'error':
          return [part.responseName, own.error];
        case 'freshness':
        case 'explain':
          return [part.responseName, own.value];
      }
    }),
  );
}
