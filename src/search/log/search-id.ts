import { randomBytes } from 'node:crypto';
import { isUuid } from '../../tenancy/uuid.js';

/** RFC 9562, 5.7: 48 bits of milliseconds since the epoch, the version, the variant, and chance for the rest. */
const VERSION = 0x70;
const VARIANT = 0x80;
const TIME_BYTES = 6;

/**
 * A new search's id: a version 7 uuid, whose beginning says when the search was made. So whoever has the id finds the search in its
 * month's partition without looking into the others.
 */
export function createSearchId(now: Date = new Date()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, TIME_BYTES);
  bytes[6] = VERSION | (bytes[6]! & 0x0f);
  bytes[8] = VARIANT | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** When the search was made; null for what {@link createSearchId} has not made. */
export function searchIdTime(id: string): Date | null {
  if (!isUuid(id) || id[14] !== '7') return null;
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
