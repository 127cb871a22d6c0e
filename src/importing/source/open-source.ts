import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { SluiceError } from '../../errors/sluice-error.js';

/** A source file being read. */
export interface OpenSource {
  /** The file's text as UTF-8, unpacked, without a byte order mark, in pieces. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Size of the file as it lies there, packed or not. */
  readonly totalBytes: number;
  /** Bytes of the file that were read so far. */
  bytesRead(): number;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Opens a plain or gzip file (told by its first bytes, not its name) and turns it into UTF-8 as it is read.
 * @param encoding a WHATWG encoding label such as `utf-8` or `windows-1252`; a UTF-16 byte order mark overrides it.
 * @throws SluiceError `BAD_USER_INPUT` where there is no such file, and while reading where the gzip data is damaged.
 */
export async function openSource(file: string, encoding: string): Promise<OpenSource> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new SluiceError('BAD_USER_INPUT', `Cannot read "${file}": ${readFailure(cause)}.`, { cause });
  });
  const { size } = await handle.stat();
  const magic = Buffer.alloc(2);
  await handle.read(magic, 0, 2, 0).catch(async (cause: NodeJS.ErrnoException) => {
    await handle.close();
    throw new SluiceError('BAD_USER_INPUT', `Cannot read "${file}": ${readFailure(cause)}.`, { cause });
  });
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const bytes = handle.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES });
  const unpacked = isGzip ? unzip(bytes, file) : (bytes as AsyncIterable<Buffer>);
  return { chunks: toUtf8(unpacked, encoding), totalBytes: size, bytesRead: () => bytes.bytesRead };
}

async function* unzip(bytes: ReadStream, file: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  bytes.on('error', (error) => gunzip.destroy(error));
  bytes.pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The gzip file "${file}" is damaged or cut short (${(cause as Error).message}). Get it again; nothing was loaded.`,
      { cause },
    );
  } finally {
    bytes.destroy();
  }
}

async function* toUtf8(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < 3) continue;
      decoder = createDecoder(head, encoding);
      yield* decoded(decoder, decoder === null ? withoutByteOrderMark(head) : head);
    } else yield* decoded(decoder, chunk);
  }
  if (decoder === undefined && head.length > 0) yield* decoded(createDecoder(head, encoding), head);
  if (decoder) yield Buffer.from(decoder.decode());
}

function* decoded(decoder: TextDecoder | null, chunk: Buffer): Generator<Buffer> {
  yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
}

/** Null for UTF-8: its bytes are passed through, so that an invalid one is seen in its row instead of being replaced here. */
function createDecoder(head: Buffer, encoding: string): TextDecoder | null {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  const decoder = new TextDecoder(encoding);
  return decoder.encoding === 'utf-8' ? null : decoder;
}

function withoutByteOrderMark(head: Buffer): Buffer {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head;
}

function readFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EACCES') return 'permission denied';
  if (error.code === 'EISDIR') return 'it is a folder';
  return error.message;
}
