import { GraphQLError, type FieldNode } from 'graphql';
import type { CollectedOperation, AnalyticFieldNode } from './collect-analytic-fields.js';
import type { OperationContext } from './operation-context.js';
import type { PreparedField } from './analytic-part.js';
import type { FieldAnswer } from './field-answer.js';
import { RawData } from './raw-data.js';
import type { ResolvedField } from './resolved-answers.js';
import { selectValue } from './select-value.js';

/** The data of a response that is analytic throughout. */
export interface WrittenResult {
  readonly data: RawData;
  /** Left out where there is none. */
  readonly errors?: readonly GraphQLError[];
}

/**
 * Puts the response's data together from what PostgreSQL has written.
 * @param collected an operation that is analytic throughout.
 */
export function writeResult(
  collected: CollectedOperation,
  resolved: readonly ResolvedField[],
  operation: OperationContext,
): WrittenResult {
  const errors: GraphQLError[] = [];
  const outcomes = new Map(resolved.map(({ field, outcome }) => [field, outcome]));
  const namespaces = collected.namespaces!.map(({ responseName, entries }) => {
    const members = entries.map((entry) => {
      if ('constant' in entry) return member(entry.responseName, JSON.stringify(entry.constant));
      const outcome = outcomes.get(entry)!;
      if (outcome instanceof Error) {
        errors.push(locate(outcome, entry.nodes, entry.path));
        return member(entry.path[1], 'null');
      }
      return member(entry.path[1], writeField(entry, outcome.prepared, outcome.answer, operation, errors));
    });
    return member(responseName, `{${members.join(',')}}`);
  });
  const data = new RawData(`{${namespaces.join(',')}}`);
  return errors.length === 0 ? { data } : { data, errors };
}

function writeField(
  field: AnalyticFieldNode,
  prepared: PreparedField,
  answer: FieldAnswer,
  operation: OperationContext,
  errors: GraphQLError[],
): string {
  const members = prepared.parts.map((part) => {
    const own = answer.get(part)!;
    switch (own.kind) {
      case 'json':
        return member(part.responseName, own.json);
      case 'constant':
        return member(part.responseName, JSON.stringify(own.text));
      case 'error':
        errors.push(
          locate(own.error, (part as { nodes: readonly FieldNode[] }).nodes, [
            ...field.path,
            part.responseName,
          ]),
        );
        return member(part.responseName, 'null');
      case 'freshness':
      case 'explain': {
        const { type, nodes } = part as Extract<typeof part, { kind: 'freshness' | 'explain' }>;
        return member(part.responseName, JSON.stringify(selectValue(own.value, type, nodes, operation)));
      }
    }
  });
  return `{${members.join(',')}}`;
}

function member(responseName: string, json: string): string {
  return `${JSON.stringify(responseName)}:${json}`;
}

function locate(error: Error, nodes: readonly FieldNode[], path: readonly string[]): GraphQLError {
  if (error instanceof GraphQLError && error.path !== undefined) return error;
  return new GraphQLError(error.message, { nodes: [...nodes], path: [...path], originalError: error });
}
