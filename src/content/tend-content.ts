import type pg from 'pg';
import { compressWaiting } from './compress-waiting.js';
import { inTenant } from './in-tenant.js';

/** What was done for one tenant. */
export interface TendedContent {
  /** Messages that were kept long enough, and are gone. */
  readonly messages: number;
  /** Bodies that nothing referred to any more, and are gone. */
  readonly bodies: number;
  /** Bodies that had come uncompressed, and take less room now. */
  readonly compressed: number;
}

/** So many at a time: writers of the tenant wait meanwhile. */
const FORGET_BATCH = 500;
const COLLECT_BATCH = 2_000;
const NO_HASH = Buffer.alloc(0);

/**
 * Sees to the life-cycle of a tenant's messages: forgets those that it keeps no longer, collects bodies that no message has, compresses
 * those that came uncompressed. In short transactions, beside any number of writers; what is left undone the next run does.
 *
 * @param client the maintainer's connection to `content`, without a transaction.
 * @param signal aborting it ends the work after the transaction under way; what was done until then is returned.
 * @throws what the database says.
 */
export async function tendContent(
  client: pg.ClientBase,
  tenantId: string,
  signal: AbortSignal,
): Promise<TendedContent> {
  const forgotten = await forgetMessages(client, tenantId, signal);
  const collected = await collectBodies(client, tenantId, signal);
  const compressed = await compressWaiting(client, tenantId, signal);
  return { messages: forgotten.messages, bodies: forgotten.bodies + collected, compressed };
}

async function forgetMessages(
  client: pg.ClientBase,
  tenantId: string,
  signal: AbortSignal,
): Promise<{ readonly messages: number; readonly bodies: number }> {
  let messages = 0;
  let bodies = 0;
  for (;;) {
    if (signal.aborted) return { messages, bodies };
    const [gone] = await inTenant(client, tenantId, () =>
      rows<{ messages: number; bodies: number }>(client, 'select * from content.forget_messages($1::int)', [
        FORGET_BATCH,
      ]),
    );
    messages += gone!.messages;
    bodies += gone!.bodies;
    if (gone!.messages < FORGET_BATCH) return { messages, bodies };
  }
}

async function collectBodies(client: pg.ClientBase, tenantId: string, signal: AbortSignal): Promise<number> {
  let bodies = 0;
  for (let after: Buffer | null = NO_HASH; after !== null && !signal.aborted;) {
    const [page] = await inTenant(client, tenantId, () =>
      rows<{ examined: number; last_hash: Buffer | null; bodies: number }>(
        client,
        'select * from content.collect_bodies($1::bytea, $2::int)',
        [after, COLLECT_BATCH],
      ),
    );
    bodies += page!.bodies;
    after = page!.examined < COLLECT_BATCH ? null : page!.last_hash;
  }
  return bodies;
}

async function rows<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await client.query<Row>(text, values)).rows;
}
