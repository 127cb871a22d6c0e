/** One hit as `sluice.search` says it. */
export interface PageHit {
  /** The name of the variant it was found in. */
  readonly source: string;
  readonly id: string;
  /** The record's time with its microseconds, as PostgreSQL writes it. */
  readonly at: string;
  /** Of a `real`, as PostgreSQL writes it. */
  readonly rank: string;
}

/** How many matches have some value. */
export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** What `sluice.search` says. */
export interface SearchPage {
  /** What it saw, for the pages that follow. */
  readonly snapshot: string;
  /** How it was found: by the index of words, or through the newest documents. */
  readonly plan: 'INDEX' | 'TIME' | null;
  /** Whether the query has no word to search for. */
  readonly isEmpty: boolean;
  /** One more than was asked for where there are more. */
  readonly hits: readonly PageHit[];
  /** By source; `count` is the bound where it is not exact. */
  readonly totals: Readonly<Record<string, { readonly count: number; readonly isExact: boolean }>>;
  readonly facets: Readonly<Partial<Record<'type' | 'status' | 'channel' | 'month', readonly FacetCount[]>>>;
}
