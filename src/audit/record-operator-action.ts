import { SluiceError } from '../errors/sluice-error.js';
import { sqlStateOf } from '../errors/sql-state.js';
import { toJsonParameter, type AuditDetails } from './audit-details.js';
import type { OperatorRun } from './operator-run.js';

/** What an operator does. */
export interface OperatorAction {
  readonly run: OperatorRun;
  /** The command, without "sluice", such as `token revoke`. */
  readonly action: string;
  /** What is changed: mostly a qualified table. */
  readonly target: string;
  /** Whose data; null for the installation as a whole. */
  readonly tenantId: string | null;
  /**
   * `succeeded` unless told, which is what a change in one transaction does, or it leaves nothing. What takes several says when it has
   * `started`, and then how it ended.
   */
  readonly outcome?: 'started' | 'succeeded' | 'failed';
  /** What was there, as far as it is changed; null for nothing. No texts, addresses or secrets. */
  readonly before: AuditDetails | null;
  /** What is there afterwards; null for nothing. No texts, addresses or secrets. */
  readonly after: AuditDetails | null;
}

/** A connection of the maintainer or the owner, such as a `pg.Client`. */
export interface AuditingClient {
  query(text: string, values: unknown[]): Promise<unknown>;
}

const RECORD = `
  select sluice.record_operator_action(
    $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::jsonb, $8::jsonb)`;

const UNDEFINED_FUNCTION = '42883';

/**
 * Writes down what an operator does, in the transaction that `client` is in.
 * @throws SluiceError `CONFIGURATION` where the database has no audit trail yet; else what `client` does.
 */
export async function recordOperatorAction(client: AuditingClient, action: OperatorAction): Promise<void> {
  const { run, tenantId, outcome = 'succeeded', before, after } = action;
  const values = [
    tenantId,
    run.operator,
    run.id,
    action.action,
    action.target,
    outcome,
    toJsonParameter(before),
    toJsonParameter(after),
  ];
  await client.query(RECORD, values).catch((cause: unknown) => {
    if (sqlStateOf(cause) !== UNDEFINED_FUNCTION) throw cause;
    throw new SluiceError(
      'CONFIGURATION',
      'The database has no audit trail, and nothing is changed without it. Run "sluice migrate" of this version.',
      { cause },
    );
  });
}
