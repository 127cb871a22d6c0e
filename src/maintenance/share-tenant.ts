import type { OperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import { inTransaction } from './in-transaction.js';
import type { Tenant } from './tenants.js';

/**
 * Makes a tenant of `analytics` known to `oltp`, as the maintainer, and writes down who did; one that is there by that id is left as it is.
 * @throws SluiceError with the code of what went wrong, and what to do.
 */
export async function shareTenant(
  oltpMaintainerUrl: string,
  { id, name }: Tenant,
  run: OperatorRun,
): Promise<void> {
  await inTransaction(oltpMaintainerUrl, async (client) => {
    const { rowCount } = await client.query(
      'insert into oltp.tenants (id, name) values ($1::uuid, $2::text) on conflict (id) do nothing',
      [id, name],
    );
    if (rowCount === 0) return;
    await recordOperatorAction(client, {
      run,
      action: 'tenant create',
      target: 'oltp.tenants',
      tenantId: id,
      before: null,
      after: { id, name },
    });
  }).catch((error: unknown) => {
    const cause = translateDatabaseError(error);
    const [code, reason] =
      cause instanceof SluiceError
        ? ([cause.code, cause.message] as const)
        : (['DATABASE_UNAVAILABLE', String((error as Error).message)] as const);
    throw new SluiceError(
      code,
      `Tenant ${id} is there, but not in the database oltp: ${reason} Create it again with the same name and --id ${id}.`,
      { cause: error },
    );
  });
}
