import type { Scope } from '../../tenancy/scope.js';

/** How much a word counts for the rank: A most, D least. */
export type SearchWeight = 'A' | 'B' | 'C' | 'D';

/** What searches can be filtered and counted by: the columns of `sluice.search_documents` of these names. */
export const SEARCH_FILTERS = [
  'status',
  'channel',
  'priority',
  'category',
  'organisation_id',
  'author_id',
] as const;

/** One of {@link SEARCH_FILTERS}. */
export type SearchFilter = (typeof SEARCH_FILTERS)[number];

/** A column whose words are searched. */
export interface SearchField {
  /** The field of the record's GraphQL type that shows the same text. */
  readonly name: string;
  /** The table's column of type text. */
  readonly column: string;
  readonly weight: SearchWeight;
  /** Whether it is found by its words as they are, too, whatever the language makes of them. A name counts as weight A. */
  readonly isName: boolean;
  /** Whether it is one word made of many, such as a file's name or an address: found as a whole and by its parts. */
  readonly isCompound: boolean;
  /** The scope without which it is neither searched nor highlighted, beyond those of the source; null for none. */
  readonly scope: Scope | null;
}

/** How the record behind a hit is read. */
export interface SearchRecord<Value extends object = object> {
  /** The GraphQL object type: a class decorated with `@ObjectType`. */
  readonly objectType: new () => Value;
  /** The select list over the source's table that {@link SearchRecord.fromRow} reads; its columns are not qualified. */
  readonly columns: string;
  readonly fromRow: (row: readonly unknown[]) => Value;
}

/** The documents of a source for callers with, or without, its narrower scope. */
export interface SearchVariant {
  /** What `sluice.search_documents.source` says: the table's name, or that and a scope, as `helpdesk.users:pii`. */
  readonly name: string;
  /** The scope that it needs beyond those of the source; null for none. */
  readonly scope: Scope | null;
  /** What is searched in it. */
  readonly fields: readonly SearchField[];
}

/**
 * A kind of record that can be searched. Its table has the columns `tenant_id` and `id`, both uuid, and its primary key consists of
 * these two and, perhaps, the time.
 */
export interface SearchSource {
  /** The value of the GraphQL enum `SearchType`, such as `TICKET`. */
  readonly type: string;
  readonly description: string;
  /** The qualified name, such as `helpdesk.tickets`. */
  readonly table: string;
  /** The column, timestamptz and never null, that says how recent a record is. */
  readonly time: string;
  /** The column with a language's code, such as `en` or `pt-BR`, null in it for the tenant's; null where there is no such column. */
  readonly language: string | null;
  /** All of these are needed to search it. */
  readonly scopes: readonly Scope[];
  /** What a record is called: the text of this field, cut to 200 characters. */
  readonly title: SearchField;
  readonly fields: readonly SearchField[];
  /** Filter to the table's column. */
  readonly filters: ReadonlyMap<SearchFilter, string>;
  readonly record: SearchRecord;
  /** One, or, where a field needs a narrower scope, two: without such fields, and with all. */
  readonly variants: readonly [SearchVariant] | readonly [SearchVariant, SearchVariant];
}
