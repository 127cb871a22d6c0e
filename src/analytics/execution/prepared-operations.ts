import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { wholeSecond } from '../question/whole-second.js';
import type { PreparedField } from './analytic-part.js';
import type { CollectedOperation } from './collect-analytic-fields.js';
import type { OperationContext } from './operation-context.js';
import type { ExecutionRequest } from './execution-request.js';

/** An operation with its variables, read: what is asked, and nothing of where it is read. It holds no tenant's data. */
export interface PreparedOperation {
  readonly context: OperationContext;
  readonly collected: CollectedOperation;
  /** In the order of the collected fields; an error where a field was refused. */
  readonly fields: readonly (PreparedField | Error)[];
}

interface Entry {
  readonly operation: PreparedOperation;
  /** The second that it was read for, in milliseconds since the epoch; null where it is the same at all times. */
  readonly secondMs: number | null;
}

const MAX_ENTRIES_PER_DOCUMENT = 100;
const MAX_VARIABLES_LENGTH = 4_096;

/**
 * Remembers prepared operations, so that a dashboard asked again is only answered again. What is prepared depends on the scopes, which the
 * key therefore begins with (trap 10), on the document and the variables, on the second where a range ends now, and on nothing else. Of
 * an operation that ends now only the last second's is kept; what was refused is not remembered.
 */
export class PreparedOperations {
  readonly #byDocument = new WeakMap<DocumentNode, LRUCache<string, Entry>>();

  /** The operation as it was prepared before, where it would be the same now; undefined where it was not. */
  find(request: ExecutionRequest): PreparedOperation | undefined {
    const entry = this.#byDocument.get(request.document)?.get(keyOf(request));
    if (entry === undefined) return undefined;
    return entry.secondMs === null || entry.secondMs === secondOf(request) ? entry.operation : undefined;
  }

  /** Remembers it where nothing of it was refused. */
  remember(request: ExecutionRequest, operation: PreparedOperation): void {
    let isTimeless = true;
    for (const field of operation.fields) {
      if (field instanceof Error) return;
      isTimeless &&= field.isTimeless;
    }
    const key = keyOf(request);
    if (key.length > MAX_VARIABLES_LENGTH) return;
    let entries = this.#byDocument.get(request.document);
    if (entries === undefined) {
      entries = new LRUCache({ max: MAX_ENTRIES_PER_DOCUMENT });
      this.#byDocument.set(request.document, entries);
    }
    entries.set(key, { operation, secondMs: isTimeless ? null : secondOf(request) });
  }
}

function keyOf({ contextValue, operationName, variables }: ExecutionRequest): string {
  const scopes = [...contextValue.principal.scopes].sort().join(' ');
  return `${scopes}\n${operationName ?? ''}\n${variables == null ? '' : JSON.stringify(variables)}`;
}

function secondOf({ contextValue }: ExecutionRequest): number {
  return wholeSecond(contextValue.now).getTime();
}
