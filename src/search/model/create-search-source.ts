import { identifier, qualifiedName } from '../../analytics/model/sql-text.js';
import type { Scope } from '../../tenancy/scope.js';
import {
  SEARCH_FILTERS,
  type SearchField,
  type SearchFilter,
  type SearchRecord,
  type SearchSource,
  type SearchVariant,
  type SearchWeight,
} from './search-source.js';

/** The declaration of a field; its column is the name in snake case unless told. */
export interface SearchFieldOptions {
  readonly column?: string;
  /** A for names, unless told. */
  readonly weight?: SearchWeight;
  readonly isName?: boolean;
  readonly isCompound?: boolean;
  readonly scope?: Scope;
}

/** The declaration of a source. */
export interface SearchSourceOptions<Value extends object> {
  readonly type: string;
  readonly description: string;
  readonly table: string;
  readonly time: string;
  readonly language?: string;
  readonly scopes: readonly Scope[];
  /** Name of one of the fields; one that needs no scope. */
  readonly title: keyof Value & string;
  readonly fields: Readonly<Partial<Record<keyof Value & string, SearchFieldOptions>>>;
  readonly filters?: Readonly<Partial<Record<SearchFilter, string>>>;
  readonly record: SearchRecord<Value>;
}

/**
 * The source that a declaration describes, with all defaults filled in.
 * @throws Error where the declaration contradicts itself; the message names the source.
 */
export function createSearchSource<Value extends object>(options: SearchSourceOptions<Value>): SearchSource {
  const { type, description, scopes, filters, record } = options;
  const table = qualifiedName(options.table);
  if (!/^[A-Z][A-Z_]*$/.test(type)) throw new Error(`${table}: "${type}" is no name of a search type`);
  const fields = Object.entries<SearchFieldOptions | undefined>(options.fields).flatMap(([name, field]) =>
    field === undefined ? [] : [createField(table, name, field)],
  );
  const title = fields.find(({ name }) => name === options.title);
  if (title === undefined || title.scope !== null)
    throw new Error(`${table}: the title "${options.title}" is none of its fields, or needs a scope`);
  return {
    type,
    description,
    table,
    time: identifier(options.time),
    language: options.language === undefined ? null : identifier(options.language),
    scopes,
    title,
    fields,
    filters: new Map(
      SEARCH_FILTERS.flatMap((filter) => {
        const column = filters?.[filter];
        return column === undefined ? [] : [[filter, identifier(column)] as const];
      }),
    ),
    record: record as unknown as SearchRecord,
    variants: variantsOf(table, fields),
  };
}

function createField(table: string, name: string, options: SearchFieldOptions): SearchField {
  const { isName = false, isCompound = false, scope = null } = options;
  const weight = options.weight ?? (isName ? 'A' : undefined);
  if (weight === undefined) throw new Error(`${table}: the field "${name}" has no weight`);
  if (isName && weight !== 'A') throw new Error(`${table}: "${name}" is a name, whose weight is A`);
  const column = options.column ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { name, column: identifier(column), weight, isName, isCompound, scope };
}

function variantsOf(table: string, fields: readonly SearchField[]): SearchSource['variants'] {
  const narrower = new Set(fields.flatMap(({ scope }) => (scope === null ? [] : [scope])));
  const [scope] = narrower;
  if (narrower.size > 1)
    throw new Error(`${table}: fields of one source need one scope at most, not ${[...narrower].join(', ')}`);
  const plain: SearchVariant = {
    name: table,
    scope: null,
    fields: fields.filter((field) => field.scope === null),
  };
  return scope === undefined ? [plain] : [plain, { name: `${table}:${scope}`, scope, fields }];
}
