import type pg from 'pg';
import { compressBody, hashOf } from './body-codec.js';
import { inTenant } from './in-tenant.js';

const BATCH = 100;

interface WaitingBody {
  readonly hash: Buffer;
  readonly body: Buffer;
}

/**
 * Compresses the bodies of a tenant that came by a road that does not. One that is damaged is left as it is: only what proves right may
 * take its place.
 * @returns how many take less room now.
 */
export async function compressWaiting(
  client: pg.ClientBase,
  tenantId: string,
  signal: AbortSignal,
): Promise<number> {
  let compressed = 0;
  for (;;) {
    if (signal.aborted) return compressed;
    const count = await inTenant(client, tenantId, async () => {
      // Their keys stay: who writes a message with one of these texts does not wait for its compression.
      const { rows } = await client.query<WaitingBody>(
        `select b.hash, b.body from content.message_bodies as b
         where b.tenant_id = $1::uuid and not b.is_examined order by b.hash limit $2::int for no key update skip locked`,
        [tenantId, BATCH],
      );
      for (const body of rows) if (await compressOne(client, tenantId, body)) compressed++;
      return rows.length;
    });
    if (count < BATCH) return compressed;
  }
}

async function compressOne(
  client: pg.ClientBase,
  tenantId: string,
  { hash, body }: WaitingBody,
): Promise<boolean> {
  const { encoding, bytes } = hashOf(body).equals(hash)
    ? await compressBody(body)
    : { encoding: 'identity', bytes: body };
  await client.query(
    `update content.message_bodies as b
     set encoding = $3::text, body = $4::bytea, is_examined = true
     where b.tenant_id = $1::uuid and b.hash = $2::bytea`,
    [tenantId, hash, encoding, bytes],
  );
  return encoding === 'br';
}
