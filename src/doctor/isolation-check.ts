import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { IsolationFinding } from './isolation-report.js';

/** One rule of tenant isolation and how the live database is asked about it. */
export interface IsolationCheck {
  /** Stable, in kebab-case. */
  readonly id: string;
  /** The rule in words, as it should be. */
  readonly title: string;
  /** What a finding amounts to: a hole that the gateway refuses to serve with, or something an operator should know. */
  readonly severity: 'failed' | 'warning';
  /** Every breach of the rule; empty when it is kept. */
  readonly find: (database: GatewayDatabase) => Promise<readonly IsolationFinding[]>;
}

interface CatalogueCheck extends Omit<IsolationCheck, 'find'> {
  /** A query on the catalogue whose rows are the breaches: `found` text, `fix` text. */
  readonly text: string;
}

/** A check that one query on the catalogue decides, run as the gateway's own role and without a tenant. */
export function createCatalogueCheck({ text, ...rule }: CatalogueCheck): IsolationCheck {
  return {
    ...rule,
    find: async (database) => {
      const rows = await database.withoutTenant({ text, values: [] });
      return rows.map(([found, fix]) => ({ found: String(found), fix: String(fix) }));
    },
  };
}
