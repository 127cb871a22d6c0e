import type pg from 'pg';
import type { AuditDetails } from '../audit/audit-details.js';
import type { OperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction, type OperatorAction } from '../audit/record-operator-action.js';
import { failureCode } from '../errors/failure-code.js';
import type { DatabaseKind } from './database-kind.js';
import { inMigrationTransaction } from './in-migration-transaction.js';

/**
 * What the audit trail says of a migration: that it has started, where it finds something to do, and how it ended. Before the migration that
 * makes the trail there is none to say it in; the end of the first run tells all.
 */
export class MigrationTrail {
  readonly #client: pg.ClientBase;
  readonly #database: DatabaseKind;
  readonly #run: OperatorRun;
  #isStarted = false;

  constructor(client: pg.ClientBase, database: DatabaseKind, run: OperatorRun) {
    this.#client = client;
    this.#database = database;
    this.#run = run;
  }

  /** @param pending what is about to be applied, by name. */
  async start(pending: readonly string[]): Promise<void> {
    if (pending.length === 0) return;
    this.#isStarted = await this.#record('started', { pending });
  }

  /** @param passwords the logins that got one; no password itself. */
  async succeed(applied: readonly string[], passwords: readonly string[]): Promise<void> {
    if (!this.#isStarted && applied.length === 0 && passwords.length === 0) return;
    await this.#record('succeeded', { applied, passwords });
  }

  /** Never rejects: what went wrong first tells more. */
  async fail(applied: readonly string[], error: unknown): Promise<void> {
    if (!this.#isStarted && applied.length === 0) return;
    await this.#record('failed', { applied, code: failureCode(error) }).catch(() => undefined);
  }

  async #record(outcome: NonNullable<OperatorAction['outcome']>, after: AuditDetails): Promise<boolean> {
    return inMigrationTransaction(this.#client, async () => {
      const { rowCount } = await this.#client.query(
        `select from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
         where n.nspname = 'sluice' and p.proname = 'record_operator_action'`,
      );
      if (rowCount === 0) return false;
      await this.#client.query('set local role sluice_owner');
      await recordOperatorAction(this.#client as pg.Client, {
        run: this.#run,
        action: 'migrate',
        target: this.#database,
        tenantId: null,
        outcome,
        before: null,
        after,
      });
      return true;
    });
  }
}
