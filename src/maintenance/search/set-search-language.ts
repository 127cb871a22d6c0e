import { createOperatorRun, type OperatorRun } from '../../audit/operator-run.js';
import { recordOperatorAction } from '../../audit/record-operator-action.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { translateDatabaseError } from '../../errors/translate-database-error.js';
import { inTransaction } from '../in-transaction.js';
import { runStatement, type MaintenanceRow } from '../run-statement.js';

export interface SetSearchLanguageOptions {
  readonly maintainerUrl: string;
  readonly tenantId: string;
  /** As in `en` or `pt-BR`. */
  readonly language: string;
  /** Who does so; Sluice itself unless told. */
  readonly run?: OperatorRun;
  readonly signal?: AbortSignal;
  /** Told of the source after each of its batches. */
  readonly onProgress?: (source: string) => void;
}

const BATCH_ROWS = 1000;

/**
 * Sets the language of a tenant's texts that do not say theirs, and makes their documents again in short transactions. Meanwhile each text
 * is found by the language that its document has; then answers that were kept do not count any more. Interrupted, it can be called again.
 * A text that is written at the very moment of the change may keep the former language until it is written again or rebuilt.
 *
 * @throws SluiceError `NOT_FOUND` where there is no such tenant, `CONSTRAINT_VIOLATION` for what is no language; as {@link runStatement}.
 */
export async function setSearchLanguage(options: SetSearchLanguageOptions): Promise<void> {
  const { maintainerUrl, tenantId, signal, onProgress = () => undefined } = options;
  await setLanguage(options).catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
  for (let place: Place | null = null, isFirst = true; isFirst || place !== null; isFirst = false) {
    const [row]: MaintenanceRow[] = await runStatement(
      maintainerUrl,
      'select sluice.index_tenant_rows($1::uuid, $2::jsonb, $3::int) as place',
      [tenantId, place === null ? null : JSON.stringify(place), BATCH_ROWS],
      signal,
    );
    place = row!['place'] as Place | null;
    if (place !== null) onProgress(place.source);
  }
}

/** The setting, of which the documents follow. */
function setLanguage({
  maintainerUrl,
  tenantId,
  language,
  run = createOperatorRun(),
}: SetSearchLanguageOptions): Promise<void> {
  return inTransaction(maintainerUrl, async (client) => {
    const { rows } = await client.query<{ language: string }>(
      'select search_language as language from sluice.tenants where id = $1::uuid for update',
      [tenantId],
    );
    if (rows[0] === undefined)
      throw new SluiceError('NOT_FOUND', `There is no tenant ${tenantId}. "sluice tenant list" shows all.`);
    await client.query('update sluice.tenants set search_language = $2 where id = $1::uuid', [
      tenantId,
      language,
    ]);
    await recordOperatorAction(client, {
      run,
      action: 'tenant language',
      target: 'sluice.tenants',
      tenantId,
      before: rows[0],
      after: { language },
    });
  });
}

/** How far it is; what it says beside the source is the database's own affair. */
interface Place {
  readonly source: string;
}
