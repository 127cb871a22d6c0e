import type { RequestContext } from '../../tenancy/request-context.js';
import type { Rows, Statement } from '../../tenancy/statement.js';
import type { AnalyticPart, PreparedField } from './analytic-part.js';
import { describeField, type FieldDescription } from './describe-plan.js';
import { freshnessStatement, readFreshness, type FreshnessValue } from './freshness.js';

/** The answer of one key of an analytic field; a question's is JSON text as PostgreSQL wrote it. */
export type PartAnswer =
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'freshness'; readonly value: FreshnessValue }
  | { readonly kind: 'explain'; readonly value: FieldDescription }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'error'; readonly error: Error };

export type FieldAnswer = ReadonlyMap<AnalyticPart, PartAnswer>;

/**
 * Answers all prepared fields of a request in one tenant transaction, one round trip, under one snapshot.
 * @throws SluiceError what the transaction throws.
 */
export async function answerFields(
  fields: readonly PreparedField[],
  request: RequestContext,
): Promise<readonly FieldAnswer[]> {
  const statements: Statement[] = [];
  for (const field of fields) {
    for (const part of field.parts) {
      if (part.kind === 'question') statements.push(part.planned.statement);
      if (part.kind === 'freshness') statements.push(freshnessStatement(field.parts));
    }
  }
  const { tenantId, scopes } = request.principal;
  const results =
    statements.length === 0
      ? []
      : await request.database.tenantTransaction(tenantId, statements, { signal: request.signal });
  const next = results[Symbol.iterator]();
  return fields.map(
    (field) =>
      new Map(field.parts.map((part) => [part, answerPart(part, field, next, scopes.has('operator'))])),
  );
}

function answerPart(
  part: AnalyticPart,
  field: PreparedField,
  results: Iterator<Rows>,
  isOperator: boolean,
): PartAnswer {
  switch (part.kind) {
    case 'question':
      return { kind: 'json', json: (results.next().value as Rows)[0]![0] as string };
    case 'freshness':
      return { kind: 'freshness', value: readFreshness(results.next().value as Rows) };
    case 'explain':
      return { kind: 'explain', value: describeField(field.parts, isOperator) };
    case 'constant':
      return part;
    case 'error':
      return part;
  }
}
