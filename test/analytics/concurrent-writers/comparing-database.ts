import { GatewayDatabase, type TransactionOptions } from '../../../src/tenancy/gateway-database.js';
import type { Rows, Statement } from '../../../src/tenancy/statement.js';

/** A tenancy door that asks the base table the same, in plain SQL, in the transaction that the engine's statements run in. */
export class ComparingDatabase extends GatewayDatabase {
  /** Plain SQL to be asked with the next transactions; each gives one row with one JSON text. */
  expected: readonly string[] = [];
  /** What the last transaction has answered to it. */
  seen: readonly unknown[] = [];
  /** Transactions so far. */
  transactions = 0;

  override async tenantTransaction(
    tenantId: string,
    statements: readonly Statement[],
    options: TransactionOptions = {},
  ): Promise<readonly Rows[]> {
    this.transactions++;
    const plain = this.expected.map((sql) => ({
      text: `select coalesce(json_agg(q), '[]')::text from (${sql}) q`,
      values: [],
    }));
    const results = await super.tenantTransaction(tenantId, [...statements, ...plain], {
      ...options,
      // Plain SQL on a table that is truncated or repartitioned is only right under a lock taken before the snapshot.
      locks: ['helpdesk.tickets'],
    });
    this.seen = results.slice(statements.length).map((rows) => JSON.parse(rows[0]![0] as string) as unknown);
    return results.slice(0, statements.length);
  }
}
