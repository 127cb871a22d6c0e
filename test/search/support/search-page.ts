import type { TestRow } from '../../setup/test-database.js';

/** Arguments of `sluice.search`; what is left out is what the gateway sends where the caller says nothing. */
export interface SearchArguments {
  readonly text: string;
  readonly isPrefix?: boolean;
  readonly language?: string | null;
  readonly sources?: readonly string[];
  readonly since?: string | null;
  readonly until?: string | null;
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly limit?: number;
  readonly after?: PagePosition | null;
  readonly bound?: number;
  readonly timezone?: string;
}

/** Where the next page begins: the last hit of the page before, and the snapshot that the first page saw. */
export interface PagePosition {
  readonly snapshot: string;
  readonly rank: string;
  readonly at: string;
  readonly source: string;
  readonly id: string;
}

export interface SearchHit {
  readonly source: string;
  readonly id: string;
  /** With its microseconds. */
  readonly at: string;
  /** Of a `real`, as PostgreSQL writes it. */
  readonly rank: string;
  readonly configuration: string;
  readonly language: string;
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** What `sluice.search` says. */
export interface SearchPage {
  readonly snapshot: string;
  /** How the matches were found: `INDEX`, `TIME`, or null where there was no word to look for. */
  readonly plan: string | null;
  /** One more than was asked for where there are more. */
  readonly hits: readonly SearchHit[];
  readonly totals: Readonly<Record<string, { readonly count: number; readonly isExact: boolean }>>;
  readonly facets: Readonly<Record<string, readonly FacetCount[]>>;
  readonly headline: Readonly<Record<string, string>>;
  readonly isEmpty: boolean;
}

/** Every source of the help desk that a token without `pii` may search. */
export const SOURCES = [
  'helpdesk.tickets',
  'helpdesk.comments',
  'helpdesk.canned_responses',
  'helpdesk.users',
  'helpdesk.organisations',
  'helpdesk.attachments',
] as const;

export const SEARCH_SQL =
  'select sluice.search($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9::jsonb, $10, $11) as page';

/** Runs a statement in some session or transaction. */
export type Run = (sql: string, values: readonly unknown[]) => Promise<TestRow[]>;

/** The values of {@link SEARCH_SQL}'s parameters. */
export function searchValues(asked: SearchArguments): readonly unknown[] {
  return [
    asked.text,
    asked.isPrefix ?? false,
    asked.language ?? null,
    asked.sources ?? SOURCES,
    asked.since ?? null,
    asked.until ?? null,
    JSON.stringify(asked.filters ?? {}),
    asked.limit ?? 20,
    asked.after === undefined || asked.after === null ? null : JSON.stringify(asked.after),
    asked.bound ?? 1_000,
    asked.timezone ?? 'UTC',
  ];
}

/** Asks `sluice.search`. */
export async function searchPage(run: Run, asked: SearchArguments): Promise<SearchPage> {
  const [row] = await run(SEARCH_SQL, searchValues(asked));
  return row!['page'] as SearchPage;
}

/** Where the page after this one begins, of a page of `limit` hits; null where it was the last. */
export function positionAfter(page: SearchPage, limit: number): PagePosition | null {
  const last = page.hits[limit - 1];
  if (last === undefined || page.hits.length <= limit) return null;
  const { rank, at, source, id } = last;
  return { snapshot: page.snapshot, rank, at, source, id };
}
