import { literal } from '../../analytics/model/sql-text.js';
import { COMPOUND_SEPARATORS } from '../model/compound-separators.js';
import {
  SEARCH_FILTERS,
  type SearchField,
  type SearchSource,
  type SearchVariant,
} from '../model/search-source.js';

/** Raised when `sluice.document_vector` makes other words of the same texts: all documents are then made again. */
export const DOCUMENT_VERSION = 1;

const TITLE_LENGTH = 200;

/** The columns of `sluice.search_documents` that a source fills, but for the key of a document and its transaction. */
export const CONTENT_COLUMNS = ['language', 'title', ...SEARCH_FILTERS, 'vector'] as const;

/** Columns of `sluice.search_documents`, in its order, but for the transaction. */
export const DOCUMENT_COLUMNS = ['tenant_id', 'source', 'id', 'occurred_at', ...CONTENT_COLUMNS] as const;

/**
 * The SQL of {@link DOCUMENT_COLUMNS} for one row of the source's table.
 *
 * @param row what the row is called, such as `new`.
 * @param language what the document's language is called.
 */
export function documentColumns(
  source: SearchSource,
  variant: SearchVariant,
  row: string,
  language: string,
): readonly string[] {
  const { time, title, filters } = source;
  return [
    `${row}.tenant_id`,
    literal(variant.name),
    `${row}.id`,
    `${row}.${time}`,
    language,
    `left(coalesce(${row}.${title.column}, ''), ${TITLE_LENGTH})`,
    ...SEARCH_FILTERS.map((filter) => {
      const column = filters.get(filter);
      return column === undefined ? `null::${filter.endsWith('_id') ? 'uuid' : 'text'}` : `${row}.${column}`;
    }),
    vector(variant, row, language),
  ];
}

function vector({ fields }: SearchVariant, row: string, language: string): string {
  const texts = (['A', 'B', 'C', 'D'] as const).map((weight) =>
    joined(
      fields.filter((field) => !field.isName && field.weight === weight),
      row,
    ),
  );
  const names = joined(
    fields.filter(({ isName }) => isName),
    row,
  );
  return `sluice.document_vector(${[`${row}.tenant_id`, language, ...texts, names].join(', ')})`;
}

function joined(fields: readonly SearchField[], row: string): string {
  const texts = fields.flatMap(({ column, isCompound }) => {
    const text = `${row}.${column}`;
    return isCompound
      ? // Blanks take the places of separators, so that the parts keep theirs.
        [
          text,
          `translate(${text}, ${literal(COMPOUND_SEPARATORS)}, ${literal(' '.repeat(COMPOUND_SEPARATORS.length))})`,
        ]
      : [text];
  });
  if (texts.length === 0) return 'null';
  return texts.length === 1 ? texts[0]! : `concat_ws(' ', ${texts.join(', ')})`;
}
