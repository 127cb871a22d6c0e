import type { TimeRange } from '../../analytics/question/analytic-question.js';
import type { HighlightArgument } from './highlight-marks.js';
import type { OpenSource } from './open-sources.js';
import type { ReadSearchFilter } from './read-search-filter.js';
import type { SearchPosition } from './search-position.js';

/** What a `search` field asks, every default filled in and every limit kept. */
export interface SearchQuestion {
  /** Made for the first page; all pages of a search share it. */
  readonly searchId: string;
  /** Identifies the question among the tenant's: what its cursors are bound to. */
  readonly hash: string;
  /** What the caller typed, but for blanks and invisible characters. */
  readonly typed: string;
  /** What is searched for: the same, unless an earlier page has corrected it. */
  readonly text: string;
  /** Whether the last word may be the beginning of one. */
  readonly isPrefix: boolean;
  /** Null for all languages that the tenant's texts have. */
  readonly language: string | null;
  readonly sources: readonly OpenSource[];
  readonly range: TimeRange;
  readonly filters: ReadSearchFilter['values'];
  readonly first: number;
  /** Null for the first page. */
  readonly after: SearchPosition | null;
  readonly highlight: HighlightArgument;
  /** An IANA zone as PostgreSQL spells it. */
  readonly timezone: string;
}
