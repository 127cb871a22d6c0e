import { getOperationAST, OperationTypeNode, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** A request for an operation that needs neither parsing nor validation any more. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

const MAX_DOCUMENTS = 1_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/**
 * The documents that Apollo has parsed, validated and found within the limits, by their text. Both depend on the schema and the settings
 * alone, which do not change while the gateway runs, and never on who asks.
 */
export class KnownOperations {
  readonly #documents = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_document, source) => source.length,
  });

  remember(source: string, document: DocumentNode): void {
    this.#documents.set(source, document);
  }

  /** The document of a text; null where it has not been seen. */
  documentOf(source: string): DocumentNode | null {
    return this.#documents.get(source) ?? null;
  }

  /**
   * What a request asks, where that is beyond doubt; null for everything that Apollo should have a look at.
   * @param asked the body of a POST; of a GET what `readSearch` made of it
   */
  find(asked: unknown): KnownOperation | null {
    if (typeof asked !== 'object' || asked === null) return null;
    const {
      query,
      operationName = null,
      variables = null,
      extensions = null,
    } = asked as Record<string, unknown>;
    if (typeof query !== 'string' || extensions !== null) return null;
    if (operationName !== null && typeof operationName !== 'string') return null;
    if (variables !== null && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const document = this.#documents.get(query);
    if (document === undefined) return null;
    // What is no query has rules of its own in HTTP.
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return null;
    return { document, operationName, variables: variables as KnownOperation['variables'] };
  }
}
