import { isUtf8 } from 'node:buffer';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * A request body as JSON.
 * @throws SluiceError `BAD_USER_INPUT` for an empty body, bytes that are not UTF-8 and text that is not JSON.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw new SluiceError('BAD_USER_INPUT', 'The request body is empty.');
  // Decoding alone would put U+FFFD where a byte is wrong, and answer another question than was asked.
  if (!isUtf8(body)) throw new SluiceError('BAD_USER_INPUT', 'The request body is not valid UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new SluiceError('BAD_USER_INPUT', 'The request body is not valid JSON.', { cause });
  }
}
