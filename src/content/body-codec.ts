import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { corruptBody } from './corrupt-body.js';

/** How the bytes of a text are kept: as they are, or as Brotli (RFC 7932) makes them. */
export type BodyEncoding = 'identity' | 'br';

/** A text as the database keeps it: `content.message_bodies`. */
export interface EncodedBody {
  /** SHA-256 of the text in UTF-8. */
  readonly hash: Buffer;
  readonly encoding: BodyEncoding;
  readonly bytes: Buffer;
  /** The text's length in bytes of UTF-8. */
  readonly rawBytes: number;
}

/**
 * On 4,101 real e-mail texts of 1.8 KiB each (`npm run bench -- --only content`) quality 5 saves 54 %, as much as 9, gzip 51 %, and PostgreSQL
 * itself 24 % with pglz and 22 % with lz4, for it leaves short texts as they are.
 */
const QUALITY = 5;
const MIN_WINDOW_BITS = 10;
const MAX_WINDOW_BITS = 22;

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** A text as it is to be kept: compressed where that pays. */
export async function encodeBody(text: string): Promise<EncodedBody> {
  const raw = Buffer.from(text, 'utf8');
  return { hash: hashOf(raw), rawBytes: raw.length, ...(await compressBody(raw)) };
}

/** The bytes of a text as they are to be kept, and how. */
export async function compressBody(raw: Buffer): Promise<Pick<EncodedBody, 'encoding' | 'bytes'>> {
  const compressed = await compress(raw, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      // A window as large as the text: the default takes four megabytes for each text, however short.
      [constants.BROTLI_PARAM_LGWIN]: windowBits(raw.length),
    },
  });
  return compressed.length < raw.length
    ? { encoding: 'br', bytes: compressed }
    : { encoding: 'identity', bytes: raw };
}

/**
 * The text that was kept, once it has proved to be the one that was recorded.
 * @throws SluiceError `CORRUPT_BODY` where it is not.
 */
export async function decodeBody({ hash, encoding, bytes, rawBytes }: EncodedBody): Promise<string> {
  let raw: Buffer;
  try {
    // Damaged bytes may unpack to far more than what was packed.
    raw = encoding === 'br' ? await decompress(bytes, { maxOutputLength: Math.max(rawBytes, 1) }) : bytes;
  } catch (cause) {
    throw corruptBody(hash.toString('hex'), cause);
  }
  if (!hashOf(raw).equals(hash)) throw corruptBody(hash.toString('hex'));
  return raw.toString('utf8');
}

/** The hash by which a text is known within its tenant. */
export function hashOf(raw: Buffer): Buffer {
  return createHash('sha256').update(raw).digest();
}

function windowBits(length: number): number {
  return Math.min(MAX_WINDOW_BITS, Math.max(MIN_WINDOW_BITS, Math.ceil(Math.log2(length + 16))));
}
