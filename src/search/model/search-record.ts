import type { SearchRecord } from './search-source.js';

/**
 * Reads records of a GraphQL class whose properties are plain columns or expressions.
 * @param columns property to SQL expression over the table's columns.
 */
export function searchRecord<Value extends object>(
  objectType: new () => Value,
  columns: Readonly<Partial<Record<keyof Value & string, string>>>,
): SearchRecord<Value> {
  const properties = Object.keys(columns);
  return {
    objectType,
    columns: Object.values(columns).join(', '),
    fromRow: (row) =>
      Object.assign(
        new objectType(),
        Object.fromEntries(properties.map((property, i) => [property, row[i]])),
      ),
  };
}
