/** The discounted cumulative gain of graded hits, first to last. */
export function discountedGain(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}

/** One over the place of the first hit with the highest grade, 3; 0 where there is none. */
export function reciprocalRank(grades: readonly number[]): number {
  const place = grades.indexOf(3) + 1;
  return place === 0 ? 0 : 1 / place;
}
