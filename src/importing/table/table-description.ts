/** One column of a table that rows are imported into, as the catalogue has it. */
export interface TableColumn {
  readonly name: string;
  /** As `format_type` writes it: `timestamp with time zone`, `numeric(10,2)`. */
  readonly type: string;
  readonly isRequired: boolean;
  /** SQL of its default, or null. */
  readonly defaultSql: string | null;
  /** SQL that a generated column is computed by, or null. Such a column is never filled. */
  readonly generatedSql: string | null;
  readonly isIdentity: boolean;
}

/** A CHECK constraint: the rule as SQL, and in words (its comment) where it has them. */
export interface CheckRule {
  readonly name: string;
  readonly sql: string;
  readonly words: string | null;
}

/** A unique index or primary key, with its condition where it is partial. */
export interface UniqueRule {
  readonly name: string;
  /** SQL of its keys: column names, or expressions over them. */
  readonly keys: readonly string[];
  readonly whereSql: string | null;
  readonly treatsNullsAsEqual: boolean;
  readonly words: string | null;
}

/** A foreign key. */
export interface ReferenceRule {
  readonly name: string;
  readonly columns: readonly string[];
  /** Schema-qualified and quoted. */
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly words: string | null;
}

/** A table as the catalogue describes it: all that an import needs to know to fill it and to tell which rule a row breaks. */
export interface TableDescription {
  /** `helpdesk.tickets`, as a dataset is named. */
  readonly dataset: string;
  /** The same, quoted where SQL needs it. */
  readonly sqlName: string;
  readonly columns: readonly TableColumn[];
  /** What makes two rows the same row: the tenant and `id` where the table has one, else the primary key. */
  readonly identity: readonly string[];
  readonly checks: readonly CheckRule[];
  readonly uniques: readonly UniqueRule[];
  readonly references: readonly ReferenceRule[];
  /** The column whose month decides the partition, or null. */
  readonly monthColumn: string | null;
}
