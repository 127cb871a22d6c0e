/** The value below which a share of the ascending values lies; 0.5 is the median. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}

/** Median with the least and the greatest: what a noisy machine allows to say. */
export function spread(values: readonly number[]): {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
} {
  const ascending = [...values].sort((a, b) => a - b);
  return {
    median: quantile(ascending, 0.5),
    least: ascending[0] ?? Number.NaN,
    greatest: ascending.at(-1) ?? Number.NaN,
  };
}
