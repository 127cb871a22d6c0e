import { questionParts, type AnalyticPart, type PreparedField } from './analytic-part.js';
import { withoutSizes, type FieldDescription } from './describe-plan.js';
import type { FreshnessValue } from './freshness.js';
import type { FieldReading } from './operation-reading.js';

/** The answer of one key of an analytic field; a question's is JSON text as PostgreSQL wrote it. */
export type PartAnswer =
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'freshness'; readonly value: FreshnessValue }
  | { readonly kind: 'explain'; readonly value: FieldDescription }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'error'; readonly error: Error };

export type FieldAnswer = ReadonlyMap<AnalyticPart, PartAnswer>;

/** Puts what was read of a field under its keys. */
export function fieldAnswer(
  prepared: PreparedField,
  reading: FieldReading,
  isOperator: boolean,
): FieldAnswer {
  const questions = questionParts(prepared);
  const answerOf = (part: AnalyticPart): PartAnswer => {
    switch (part.kind) {
      case 'question':
        return { kind: 'json', json: reading.json[questions.indexOf(part)]! };
      case 'freshness':
        return { kind: 'freshness', value: reading.freshness };
      case 'explain':
        return { kind: 'explain', value: isOperator ? reading.explain! : withoutSizes(reading.explain!) };
      case 'constant':
      case 'error':
        return part;
    }
  };
  return new Map(prepared.parts.map((part) => [part, answerOf(part)]));
}
