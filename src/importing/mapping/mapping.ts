import type { SourceFormat } from '../source/source-format.js';
import type { TimeFormat } from './time-format.js';

/** The version of the mapping file's format that this Sluice reads. */
export const MAPPING_VERSION = 1;

/** Where a value is taken from in a source row. */
export type ValueSource =
  | { readonly kind: 'column'; readonly name: string }
  /** The first of these columns that has a value. */
  | { readonly kind: 'first'; readonly names: readonly string[] }
  /** Text with `{column}` in it: `texts` has one element more than `names`. Null where one of the columns is null. */
  | { readonly kind: 'template'; readonly texts: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'constant'; readonly text: string | null };

/** One step of cleaning text, applied in the order given. */
export type CleanStep =
  | { readonly kind: 'trim' | 'collapse_whitespace' | 'strip_control' | 'lower' | 'upper' }
  | { readonly kind: 'replace'; readonly pattern: RegExp; readonly replacement: string };

/** What happens to a value that a value map does not list. */
export type Unlisted =
  | { readonly kind: 'reject' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly text: string | null };

/** How a value is made: taken, cleaned, nulled, looked up, read as a time, turned into an id, in this order. */
export interface ValueMapping {
  readonly source: ValueSource;
  readonly clean: readonly CleanStep[];
  readonly values: ReadonlyMap<string, string | null> | null;
  readonly unlisted: Unlisted;
  /** Taken instead of null. */
  readonly fallback: string | null;
  readonly time: TimeFormat | null;
  /** Set: the value is an external key, and becomes the id of that dataset's row. Qualified: `helpdesk.tickets`. */
  readonly idOf: string | null;
}

/** How one column of a table is filled. */
export interface ColumnMapping extends ValueMapping {
  readonly column: string;
  /** Where the mapping says so, such as `boston-311.yaml:12`; for messages. */
  readonly place: string;
}

/** How the rows of one table are made: one for each source row, or for each one where `when` has a value. */
export interface TableMapping {
  /** Schema-qualified: `helpdesk.tickets`. */
  readonly dataset: string;
  readonly when: string | null;
  readonly columns: readonly ColumnMapping[];
  readonly place: string;
}

/** Whose a row is: a key from which the tenant's id is derived and that becomes its name, or the id of a tenant that exists. */
export interface TenantMapping extends ValueMapping {
  readonly kind: 'key' | 'id';
}

/** How a source file becomes rows of one dataset and, beside it, of others. A readonly value, made by `parseMapping`. */
export interface Mapping {
  readonly name: string;
  readonly description: string;
  /** Tenants of equal key and namespace are the same tenant; by default the mapping's name. */
  readonly namespace: string;
  readonly source: {
    /** Null: told by the file's name. */
    readonly format: SourceFormat | null;
    readonly encoding: string;
    /** Null: a tab for .tsv, else a comma. */
    readonly delimiter: string | null;
    readonly quote: string | null;
  };
  /** Texts that mean null, as they stand after cleaning. */
  readonly nullValues: ReadonlySet<string>;
  /** Null: the caller says whose the rows are. */
  readonly tenant: TenantMapping | null;
  readonly main: TableMapping;
  /** Tables beside the dataset that get rows out of the same source rows. */
  readonly also: readonly TableMapping[];
}
