/**
 * A repeatable source of chance: the same seed gives the same sequence on every machine (xoshiro128**, seeded by splitmix32;
 * https://prng.di.unimi.it). Good for sample data, not for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | null = null;

  constructor(seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** From 0, included, to 1, excluded. */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number from `minimum` to `maximum`, both included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.fraction() * (maximum - minimum + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.fraction() * choices.length)]!;
  }

  /** An index of `weights`, each as likely as its weight. */
  weightedIndex(weights: readonly number[]): number {
    let rest = this.fraction() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      rest -= weight;
      if (rest < 0) return index;
    }
    return weights.length - 1;
  }

  /** An index below `count`, where the first ones are far likelier than the last: few customers write most tickets. */
  skewedIndex(count: number): number {
    return Math.floor(this.fraction() ** 2 * count);
  }

  /** Normally distributed, mean 0 and deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = this.fraction() * 2 - 1;
      const y = this.fraction() * 2 - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Log-normally distributed around a median, as durations of human work are. */
  duration(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** A version 7 uuid of that instant: ids that were made one after the other lie side by side in an index. */
  uuidAt(instantMs: number): string {
    const time = Math.floor(instantMs).toString(16).padStart(12, '0');
    const a = hex(this.uint32());
    const b = hex(this.uint32());
    const c = hex(this.uint32());
    return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-${VARIANTS[this.#a & 3]!}${a.slice(3, 6)}-${b}${c.slice(0, 4)}`;
  }
}

const VARIANTS = ['8', '9', 'a', 'b'];

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
