/** The lengths of a time bucket, finest first. A week is ISO 8601's and begins on Monday. */
export const GRAINS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

/** One of {@link GRAINS}; also the field name that PostgreSQL's `date_trunc` takes. */
export type Grain = (typeof GRAINS)[number];

/** Whether buckets of `grain` are unions of buckets of `of` (in the same zone). */
export function isGrainAtLeast(grain: Grain, of: Grain): boolean {
  return GRAINS.indexOf(grain) >= GRAINS.indexOf(of);
}
