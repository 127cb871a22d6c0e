/** The tables that other databases may refer to, by qualified name: the database's kind comes first. */
export const REFERENCE_KINDS = [
  'oltp.tenants',
  'oltp.campaigns',
  'oltp.leads',
  'oltp.email_accounts',
] as const;

/** One of {@link REFERENCE_KINDS}. */
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** What a row says of a row in another database. */
export interface Reference {
  readonly kind: ReferenceKind;
  /** A uuid in either case; anything else is `UNKNOWN`. */
  readonly id: string;
}

/** Whether what is referred to is a row of the tenant. Another tenant's row is exactly as unknown as none. */
export type Verdict = 'KNOWN' | 'UNKNOWN';
