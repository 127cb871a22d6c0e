import type { OperatorRun } from '../../audit/operator-run.js';
import { recordOperatorAction } from '../../audit/record-operator-action.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { translateDatabaseError } from '../../errors/translate-database-error.js';
import { inTenantTransaction } from '../in-transaction.js';
import { runStatement } from '../run-statement.js';

export interface SetMessageRetentionOptions {
  /** The maintainer's URL of the analytics database, which knows the tenants. */
  readonly maintainerUrl: string;
  /** The maintainer's URL of the database content. */
  readonly contentUrl: string;
  readonly tenantId: string;
  /** For how many days after they were sent messages are kept; null for ever. */
  readonly messageDays: number | null;
  readonly run: OperatorRun;
}

/**
 * Says for how long a tenant's messages are kept, and writes down who did. The worker removes what is older.
 * @throws SluiceError `NOT_FOUND` where there is no such tenant, `CONSTRAINT_VIOLATION` for a number of days that cannot be.
 */
export async function setMessageRetention(options: SetMessageRetentionOptions): Promise<void> {
  const { maintainerUrl, contentUrl, tenantId, messageDays, run } = options;
  const tenants = await runStatement(maintainerUrl, 'select from sluice.tenants where id = $1::uuid', [
    tenantId,
  ]);
  if (tenants.length === 0)
    throw new SluiceError('NOT_FOUND', `There is no tenant ${tenantId}. "sluice tenant list" shows all.`);
  await inTenantTransaction(contentUrl, tenantId, async (client) => {
    const { rows } = await client.query<{ days: number }>(
      'select message_days as days from content.tenant_settings where tenant_id = $1::uuid for update',
      [tenantId],
    );
    const before = rows[0]?.days ?? null;
    if (before === messageDays) return;
    await client.query(
      messageDays === null
        ? 'delete from content.tenant_settings where tenant_id = $1::uuid'
        : `insert into content.tenant_settings (tenant_id, message_days) values ($1::uuid, $2::int)
           on conflict (tenant_id) do update set message_days = excluded.message_days, updated_at = now()`,
      messageDays === null ? [tenantId] : [tenantId, messageDays],
    );
    await recordOperatorAction(client, {
      run,
      action: 'tenant retention',
      target: 'content.tenant_settings',
      tenantId,
      before: { messageDays: before },
      after: { messageDays },
    });
  }).catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
}
