import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RollupState } from '../planner/rollup-states.js';
import type { PreparedField } from './analytic-part.js';
import type { CollectedOperation, OperationContext } from './collect-analytic-fields.js';
import type { ExecutionRequest } from './execution-request.js';

/** An operation with its variables, read, planned and compiled: everything but the answer. It holds no tenant's data. */
export interface PreparedOperation {
  readonly context: OperationContext;
  readonly collected: CollectedOperation;
  /** In the order of the collected fields; an error where a field was refused. */
  readonly fields: readonly (PreparedField | Error)[];
}

interface Entry {
  readonly states: ReadonlyMap<string, RollupState>;
  readonly operation: PreparedOperation;
}

const MAX_ENTRIES_PER_DOCUMENT = 100;
const MAX_VARIABLES_LENGTH = 4_096;

/**
 * Remembers prepared operations, so that a dashboard asked again is only answered again. What is prepared depends on the scopes, which the
 * key therefore begins with (trap 10), on the document, the variables and the sizes of the rollups, and on nothing else: what
 * depends on the present moment, or was refused, is not remembered.
 */
export class PreparedOperations {
  readonly #byDocument = new WeakMap<DocumentNode, LRUCache<string, Entry>>();

  /** The operation as it was prepared before with the same sizes of rollups; undefined where it was not. */
  find(request: ExecutionRequest, states: ReadonlyMap<string, RollupState>): PreparedOperation | undefined {
    const entry = this.#byDocument.get(request.document)?.get(keyOf(request));
    return entry?.states === states ? entry.operation : undefined;
  }

  /** Remembers it where it will be the same the next time. */
  remember(
    request: ExecutionRequest,
    states: ReadonlyMap<string, RollupState>,
    operation: PreparedOperation,
  ): void {
    if (!operation.fields.every((field) => !(field instanceof Error) && field.isTimeless)) return;
    const key = keyOf(request);
    if (key.length > MAX_VARIABLES_LENGTH) return;
    let entries = this.#byDocument.get(request.document);
    if (entries === undefined) {
      entries = new LRUCache({ max: MAX_ENTRIES_PER_DOCUMENT });
      this.#byDocument.set(request.document, entries);
    }
    entries.set(key, { states, operation });
  }
}

function keyOf({ contextValue, operationName, variables }: ExecutionRequest): string {
  const scopes = [...contextValue.principal.scopes].sort().join(' ');
  return `${scopes}\n${operationName ?? ''}\n${variables == null ? '' : JSON.stringify(variables)}`;
}
