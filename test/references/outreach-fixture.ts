import { randomUUID } from 'node:crypto';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import type { Reference, ReferenceKind } from '../../src/references/reference.js';
import type { Statement } from '../../src/tenancy/statement.js';
import type { TestDatabase } from '../setup/test-database.js';

export const TENANT = '00000000-0000-4000-8000-000000000001';
export const OTHER = '00000000-0000-4000-8000-000000000002';

/** How old what the tests' feeds know may be. */
export const DELAY_MS = 20;

/** Until all that is committed by now is older than a feed's delay. */
export const delay = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, DELAY_MS + 1));

export async function insertTenants(database: TestDatabase): Promise<void> {
  await database.asOwner(
    `insert into oltp.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER}', 'Two')`,
  );
}

/** The statement that makes a row of a kind. */
export function creation(tenant: string, { kind, id }: Reference): string {
  switch (kind) {
    case 'oltp.tenants':
      return `insert into oltp.tenants (id, name) values ('${id}', 'One')`;
    case 'oltp.campaigns':
      return `insert into oltp.campaigns (tenant_id, id, name) values ('${tenant}', '${id}', 'One')`;
    case 'oltp.leads':
      return `insert into oltp.leads (tenant_id, id, email) values ('${tenant}', '${id}', '${id}@example.com')`;
    case 'oltp.email_accounts':
      return `insert into oltp.email_accounts (tenant_id, id, address) values ('${tenant}', '${id}', '${id}@example.com')`;
  }
}

/** The statement that deletes it. */
export function deletion({ kind, id }: Reference): string {
  return `delete from ${kind} where id = '${id}'`;
}

/** A reference that nothing else has. */
export function aReference(kind: ReferenceKind = 'oltp.leads'): Reference {
  return { kind, id: randomUUID() };
}

/** A door that notes what is asked through it, transaction by transaction. */
export class NotingDatabase extends GatewayDatabase {
  readonly transactions: (readonly [tenantId: string, statements: readonly Statement[]])[] = [];

  constructor(url: string) {
    super({ url, maxConnections: 4, statementTimeoutMs: 15_000 });
  }

  override tenantTransaction(
    ...[tenantId, statements, options]: Parameters<GatewayDatabase['tenantTransaction']>
  ): ReturnType<GatewayDatabase['tenantTransaction']> {
    this.transactions.push([tenantId, statements]);
    return super.tenantTransaction(tenantId, statements, options);
  }
}
