import { runStatement } from '../run-statement.js';

/** What a tenant's messages come to. */
export interface ContentStats {
  readonly tenantId: string;
  /** For how many days messages are kept; null for ever. */
  readonly messageDays: number | null;
  readonly messages: number;
  /** The texts of all messages, as if each were kept as it is. */
  readonly messageBytes: number;
  /** Different texts. */
  readonly bodies: number;
  /** The different texts, as if each were kept as it is. */
  readonly bodyBytes: number;
  /** What they take. */
  readonly storedBytes: number;
  /** Texts that nobody has tried to compress yet. */
  readonly waiting: number;
  /** Messages that were kept long enough, and whose keys are still known. */
  readonly forgotten: number;
}

const TEXT = `
  select tenant_id::text as "tenantId", message_days as "messageDays", messages, message_bytes as "messageBytes", bodies,
    body_bytes as "bodyBytes", stored_bytes as "storedBytes", unexamined as waiting, forgotten
  from content.tenant_stats()`;

/**
 * What each tenant has in the database content, by its id, as the maintainer.
 * @throws SluiceError as {@link runStatement}.
 */
export async function readContentStats(url: string, signal?: AbortSignal): Promise<readonly ContentStats[]> {
  const rows = await runStatement(url, TEXT, [], signal);
  return rows.map(
    ({ tenantId, messageDays, ...counts }) =>
      ({
        tenantId,
        messageDays,
        // Counts of bytes are far below what a number still holds exactly.
        ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
      }) as unknown as ContentStats,
  );
}
