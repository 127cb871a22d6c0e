/** One tenant's part of an import. */
export interface ImportedTenant {
  readonly id: string;
  readonly name: string;
  /** How many of the file's rows the tenant has now: loaded by this import, or there already. */
  readonly rows: number;
}

/** What an import did. `read` = `loaded` + `rejected` + `alreadyThere`, always. */
export interface ImportReport {
  readonly dataset: string;
  /** Rows of the file; empty lines and the header are none. */
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
  /** Rows whose id the tenant had already. They are left as they are. */
  readonly alreadyThere: number;
  /** How many rows were refused for each reason, the most frequent first: a constraint's name, or a reason of docs/import.md. */
  readonly rejectsByReason: Readonly<Record<string, number>>;
  /** The tenants that have rows of the file, in the order of their ids. */
  readonly tenants: readonly ImportedTenant[];
  /** The file that the refused rows were written to; null where there are none. */
  readonly rejectFile: string | null;
  readonly isDryRun: boolean;
  /** Whether what was loaded was folded into the rollups: not after a dry run, on request, or where nothing was loaded. */
  readonly isRefreshed: boolean;
}
