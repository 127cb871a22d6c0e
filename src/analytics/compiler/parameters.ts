/** Collects the values of a statement; each becomes `$n` with a cast. The only way for a request's values into SQL. */
export class Parameters {
  readonly values: unknown[] = [];
  readonly #indexes = new Map<unknown, number>();

  /** The placeholder for `value`; the same scalar twice is sent once. */
  add(value: unknown, type: string): string {
    const key = typeof value === 'object' ? value : `${type} ${String(value)}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.values.push(value);
      this.#indexes.set(key, index);
    }
    return `$${index}::${type}`;
  }
}
