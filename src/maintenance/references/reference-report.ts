import type { ReferenceKind } from '../../references/reference.js';
import type { ReferringDatabase } from './swept-tables.js';

/** How many rows of a table have lost the reference of one field. */
export interface FieldOrphans {
  /** As the API calls it, such as `campaignId`. */
  readonly field: string;
  readonly kind: ReferenceKind;
  readonly rows: number;
}

/** What was found in a table, and what became of it. */
export interface TableReport {
  readonly database: ReferringDatabase;
  readonly table: string;
  /** Rows that were looked at. Of tables that refer to tenants alone, those of unknown tenants. */
  readonly rows: number;
  /** Rows that refer to what does not exist; one may do so by several fields. */
  readonly orphans: number;
  readonly fields: readonly FieldOrphans[];
  /** Rows that were set aside. */
  readonly quarantined: number;
  /** Rows that were deleted. */
  readonly removed: number;
  /** Orphans that were left: somebody was busy with them or with what they refer to, or they are none any more. */
  readonly left: number;
}

/** What a look at all references has found. */
export interface ReferenceReport {
  readonly tables: readonly TableReport[];
  /** Databases that are not configured, so that nothing is known of their rows. */
  readonly notConfigured: readonly ReferringDatabase[];
}

/** How far it has come, after each page of rows. */
export interface ReferenceProgress {
  readonly database: ReferringDatabase;
  readonly table: string;
  /** Rows of this table so far. */
  readonly rows: number;
  readonly orphans: number;
}
