import { LRUCache } from 'lru-cache';
import type { Statement } from './statement.js';

const MAX_NAMES = 500;
const MAX_SEEN = 2_000;

/**
 * Gives statements that recur a name, so that each connection parses and plans them once. A text is named when it is seen for the
 * second time, and no more than {@link MAX_NAMES} ever are: a prepared statement lives as long as its connection.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #seen = new LRUCache<string, true>({ max: MAX_SEEN });

  /** The statement with a name where it has one of its own or recurs. */
  named(statement: Statement): Statement {
    if (statement.name !== undefined) return statement;
    const known = this.#names.get(statement.text);
    if (known !== undefined) return { ...statement, name: known };
    if (this.#names.size >= MAX_NAMES) return statement;
    if (!this.#seen.has(statement.text)) {
      this.#seen.set(statement.text, true);
      return statement;
    }
    const name = `sluice_q${this.#names.size}`;
    this.#names.set(statement.text, name);
    return { ...statement, name };
  }
}
