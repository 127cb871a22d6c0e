import type pg from 'pg';
import { decodeBody, type BodyEncoding } from '../../content/body-codec.js';
import { inTenant } from '../../content/in-tenant.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { connectClient } from '../connect-client.js';
import { readContentStats } from './read-content-stats.js';

/** A text that is not what was recorded. */
export interface CorruptBody {
  readonly tenantId: string;
  /** SHA-256 of what was recorded, in hexadecimal. */
  readonly hash: string;
  /** How many messages have it. */
  readonly messages: number;
}

export interface VerifyReport {
  /** How many texts were read. */
  readonly bodies: number;
  readonly corrupt: readonly CorruptBody[];
}

export interface VerifyContentOptions {
  /** The maintainer's URL of the database content. */
  readonly url: string;
  /** Null: of all tenants. */
  readonly tenantId: string | null;
  readonly signal: AbortSignal;
  /** Told how many texts have been read, after each page. */
  readonly onProgress?: (bodies: number) => void;
}

interface BodyRow {
  readonly hash: Buffer;
  readonly encoding: BodyEncoding;
  readonly bytes: Buffer;
  readonly rawBytes: number;
}

/** Each may be a mebibyte. */
const PAGE = 100;

/**
 * Reads every text and holds it against its hash, page by page, and changes nothing.
 * @throws SluiceError `CANCELLED` once `signal` is aborted; as {@link connectClient}.
 */
export async function verifyContent(options: VerifyContentOptions): Promise<VerifyReport> {
  const { url, tenantId, signal, onProgress = () => undefined } = options;
  const tenants =
    tenantId === null ? (await readContentStats(url, signal)).map((stats) => stats.tenantId) : [tenantId];
  const client = await connectClient(url);
  try {
    const corrupt: CorruptBody[] = [];
    let bodies = 0;
    for (const tenant of tenants) {
      for (let after: Buffer | null = Buffer.alloc(0); after !== null;) {
        if (signal.aborted)
          throw new SluiceError('CANCELLED', 'The verification was stopped before its end.');
        const page: readonly BodyRow[] = await readPage(client, tenant, after);
        for (const body of page) {
          if (!(await isIntact(body))) corrupt.push(await describeCorrupt(client, tenant, body.hash));
        }
        bodies += page.length;
        onProgress(bodies);
        after = page.length < PAGE ? null : page.at(-1)!.hash;
      }
    }
    return { bodies, corrupt };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isIntact(body: BodyRow): Promise<boolean> {
  try {
    const text = await decodeBody(body);
    return Buffer.byteLength(text, 'utf8') === body.rawBytes;
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'CORRUPT_BODY') return false;
    throw error;
  }
}

function readPage(client: pg.Client, tenantId: string, after: Buffer): Promise<readonly BodyRow[]> {
  return inTenant(client, tenantId, async () => {
    const { rows } = await client.query<BodyRow>(
      `select b.hash, b.encoding, b.body as bytes, b.raw_bytes as "rawBytes" from content.message_bodies as b
       where b.tenant_id = $1::uuid and b.hash > $2::bytea order by b.hash limit $3::int`,
      [tenantId, after, PAGE],
    );
    return rows;
  });
}

function describeCorrupt(client: pg.Client, tenantId: string, hash: Buffer): Promise<CorruptBody> {
  return inTenant(client, tenantId, async () => {
    const { rows } = await client.query<{ messages: number }>(
      'select count(*)::int as messages from content.email_messages as m where m.tenant_id = $1::uuid and m.body_hash = $2::bytea',
      [tenantId, hash],
    );
    return { tenantId, hash: hash.toString('hex'), messages: rows[0]!.messages };
  });
}
