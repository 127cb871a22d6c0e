import type { AnswerKey } from '../../cache/answer-cache.js';
import type { Principal } from '../../tenancy/principal.js';
import { isFilteredByText } from '../question/read-filter.js';
import { plannedFields, type PlannedOperation } from './planned-operation.js';
import { questionHash } from './question-hash.js';

/** What the answer to a planned operation is kept under, for this principal, while the data has that version. */
export function answerKeyOf(planned: PlannedOperation, principal: Principal, dataVersion: string): AnswerKey {
  return {
    tenantId: principal.tenantId,
    restrictions: '',
    scopes: scopesThatMatter(planned, principal),
    question: questionHash(planned),
    dataVersion,
  };
}

/** Of the principal's scopes, those that anything of the datasets asks for. */
function scopesThatMatter(planned: PlannedOperation, { scopes }: Principal): string {
  const needed = plannedFields(planned).flatMap(({ prepared: { scope } }) => [
    scope.dataset.scope,
    ...(isFilteredByText(scope.filter) ? [scope.dataset.text!.scope] : []),
    ...[...scope.dataset.dimensions.values(), ...scope.dataset.measures.values()].map((each) => each.scope),
  ]);
  return [...new Set(needed)]
    .filter((scope) => scope !== null && scopes.has(scope))
    .sort()
    .join(' ');
}
