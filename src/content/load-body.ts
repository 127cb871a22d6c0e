import DataLoader from 'dataloader';
import { SluiceError } from '../errors/sluice-error.js';
import { requireDatabase } from '../tenancy/databases.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { Statement } from '../tenancy/statement.js';
import { decodeBody, type BodyEncoding } from './body-codec.js';

/** What the texts of one request may come to together, as they are read: all of them are in memory at once. */
const MAX_BYTES = 32 * 1024 * 1024;

const loadersByRequest = new WeakMap<RequestContext, DataLoader<string, string>>();

type BodyRow = readonly [hash: string, encoding: BodyEncoding, bytes: Buffer | null, rawBytes: number];

/**
 * The text with this hash as the caller's tenant sees it. All that one request asks for at once is read in one statement, each text once.
 * @param hash in hexadecimal.
 * @throws SluiceError `CORRUPT_BODY` where it is not what was recorded, `QUERY_TOO_COMPLEX` where the texts are too much together: of
 *   these texts alone, the others are answered. `CONFIGURATION` without the database content, and what its door throws.
 */
export function loadBody(request: RequestContext, hash: string): Promise<string> {
  let loader = loadersByRequest.get(request);
  if (loader === undefined) {
    let bytesLeft = MAX_BYTES;
    loader = new DataLoader(async (hashes: readonly string[]) => {
      const rows = await readBodies(request, hashes, bytesLeft);
      bytesLeft -= rows.reduce((sum, [, , bytes, rawBytes]) => sum + (bytes === null ? 0 : rawBytes), 0);
      return decodeAll(hashes, rows);
    });
    loadersByRequest.set(request, loader);
  }
  return loader.load(hash);
}

async function readBodies(
  request: RequestContext,
  hashes: readonly string[],
  maxBytes: number,
): Promise<readonly BodyRow[]> {
  const statement: Statement = {
    name: 'sluice_bodies_by_hash',
    text: `
      select encode(b.hash, 'hex'), b.encoding,
        case when sum(greatest(b.raw_bytes, octet_length(b.body))) over (order by b.hash) <= $2::bigint then b.body end, b.raw_bytes
      from content.message_bodies as b
      where b.hash = any ($1::bytea[])`,
    values: [hashes.map((hash) => Buffer.from(hash, 'hex')), maxBytes],
  };
  const [rows] = await requireDatabase(request.databases, 'content').tenantTransaction(
    request.principal.tenantId,
    [statement],
    { signal: request.signal },
  );
  return rows as unknown as readonly BodyRow[];
}

function decodeAll(
  hashes: readonly string[],
  rows: readonly BodyRow[],
): Promise<readonly (string | Error)[]> {
  const byHash = new Map(rows.map((row) => [row[0], row]));
  return Promise.all(
    hashes.map(async (hash) => {
      const row = byHash.get(hash);
      // The text goes with the last message that has it.
      if (row === undefined) return new SluiceError('NOT_FOUND', 'The message is kept no longer.');
      const [, encoding, bytes, rawBytes] = row;
      if (bytes === null) return tooMuch();
      return decodeBody({ hash: Buffer.from(hash, 'hex'), encoding, bytes, rawBytes }).catch(
        (error: unknown) => error as Error,
      );
    }),
  );
}

function tooMuch(): SluiceError {
  return new SluiceError(
    'QUERY_TOO_COMPLEX',
    `The bodies of these messages come to more than ${MAX_BYTES / 1024 / 1024} MiB together. Ask for fewer messages at once.`,
  );
}
