import type { Reference, ReferenceKind } from './reference.js';

/** One field that refers to a row in another database. */
export interface ReferenceField {
  readonly kind: ReferenceKind;
  /** The column that holds the id. */
  readonly column: string;
}

/** What the rows of one table refer to, by the names that the API has for the fields. */
export interface ReferencingType<Field extends string = string> {
  /** The table's qualified name, such as `content.email_messages`: the database's kind comes first. */
  readonly table: string;
  readonly fields: Readonly<Record<Field, ReferenceField>>;
}

/** A record's ids; null and undefined refer to nothing. */
export type ReferencingRecord<Field extends string> = Readonly<Partial<Record<Field, string | null>>>;

const QUALIFIED_NAME = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/;
const COLUMN = /^[a-z_][a-z0-9_]*$/;

const types = new Map<string, ReferencingType>();

/**
 * Declares, once for each table, which of its columns refer to other databases. Validation and clean-up both go by it.
 * @throws {Error} where the table was declared before, or a name is none.
 */
export function defineReferences<Field extends string>(
  table: string,
  fields: Readonly<Record<Field, ReferenceField>>,
): ReferencingType<Field> {
  if (!QUALIFIED_NAME.test(table)) throw new Error(`Not a qualified table name: ${table}`);
  if (types.has(table)) throw new Error(`The references of ${table} are declared twice.`);
  for (const { column } of Object.values<ReferenceField>(fields)) {
    if (!COLUMN.test(column)) throw new Error(`Not a column of ${table}: ${column}`);
  }
  const type: ReferencingType<Field> = { table, fields };
  types.set(table, type);
  return type;
}

/** All that were declared, in the order of their declarations. */
export function referencingTypes(): readonly ReferencingType[] {
  return [...types.values()];
}

/** What a record refers to, with the field that says so, in the order of the declaration. */
export function referencesOf<Field extends string>(
  type: ReferencingType<Field>,
  record: ReferencingRecord<Field>,
): readonly { readonly field: Field; readonly reference: Reference }[] {
  return Object.entries<ReferenceField>(type.fields).flatMap(([name, { kind }]) => {
    const field = name as Field;
    const id = record[field];
    return id === null || id === undefined ? [] : [{ field, reference: { kind, id } }];
  });
}
