const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** A length of time for people, in the largest unit of which there are two. */
export function describeSeconds(seconds: number): string {
  const [size, unit] = UNITS.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  const amount = seconds / size;
  return `${unit === 's' && amount % 1 !== 0 && amount < 10 ? amount.toFixed(1) : Math.floor(amount)} ${unit}`;
}
