import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import { didYouMean } from '../../errors/did-you-mean.js';

/**
 * A node of a mapping file that knows its place, so that every complaint names the line and the field. Complaints are gathered, not
 * thrown: the author sees all of them at once.
 */
export class MappingNode {
  readonly #document: MappingDocument;
  readonly #node: Node | null;
  /** The field's path, such as `columns.status.values`. */
  readonly path: string;

  constructor(document: MappingDocument, node: Node | null, path: string) {
    this.#document = document;
    this.#node = isAlias(node) ? ((node.resolve(document.yaml) as Node | undefined) ?? null) : node;
    this.path = path;
  }

  /** Such as `boston-311.yaml:12`. */
  get place(): string {
    const offset = this.#node?.range?.[0];
    const { file, lineCounter } = this.#document;
    return offset === undefined ? file : `${file}:${lineCounter.linePos(offset).line}`;
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  /** Adds a complaint about this node: what was expected and what to do. */
  complain(text: string): void {
    this.#document.problems.push(
      `${this.place}: ${this.path === '' ? 'The mapping' : `"${this.path}"`} ${text}`,
    );
  }

  /** The fields of a map, in the file's order; complains about keys other than `allowed` (null: any key). */
  fields(allowed: readonly string[] | null): Map<string, MappingNode> {
    const fields = new Map<string, MappingNode>();
    if (!isMap(this.#node)) {
      this.complain(`must be a map of ${allowed === null ? 'names' : allowed.join(', ')}.`);
      return fields;
    }
    for (const pair of this.#node.items as Pair<Scalar | null, Node | null>[]) {
      const key = String(pair.key?.value ?? '');
      const path = this.path === '' ? key : `${this.path}.${key}`;
      const field = new MappingNode(this.#document, pair.value ?? pair.key, path);
      if (allowed !== null && !allowed.includes(key)) {
        field.complain(
          `is not a field of a mapping here.${didYouMean(key, allowed)} Known: ${allowed.join(', ')}.`,
        );
      } else fields.set(key, pair.value === null ? new MappingNode(this.#document, null, path) : field);
    }
    return fields;
  }

  /** The elements of a list; a single value counts as a list of one. */
  items(): readonly MappingNode[] {
    const nodes = isSeq(this.#node) ? (this.#node.items as Node[]) : [this.#node];
    return nodes.map((node, index) => new MappingNode(this.#document, node, `${this.path}[${index}]`));
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  /** The node's text; a number or boolean as it is written; null for YAML's null; complains about anything else. */
  nullableText(): string | null {
    if (this.#node === null) return null;
    if (!isScalar(this.#node)) {
      this.complain('must be a single value.');
      return null;
    }
    const { value, source } = this.#node;
    if (value === null) return null;
    return typeof value === 'string' ? value : (source ?? String(value));
  }

  /** The node's text, which must not be empty. */
  text(): string {
    const text = this.nullableText();
    if (text === null || text === '') this.complain('must not be empty.');
    return text ?? '';
  }

  /** The node's text, which must be one of `allowed`; the first of them where it is not. */
  oneOf<T extends string>(allowed: readonly [T, ...T[]]): T {
    const text = this.nullableText();
    const found = allowed.find((candidate) => candidate === text);
    if (found === undefined) {
      this.complain(`must be one of ${allowed.join(', ')}, not "${text}".${didYouMean(text ?? '', allowed)}`);
    }
    return found ?? allowed[0];
  }
}

/** The file that a mapping's nodes stand in, and the complaints about it so far. */
export interface MappingDocument {
  readonly file: string;
  readonly yaml: Document;
  readonly lineCounter: LineCounter;
  readonly problems: string[];
}
