import type { Reference, Verdict } from './reference.js';
import { parseSnapshot, type Snapshot } from './snapshot.js';

/** A verdict, and which state of the database it is true of. */
export interface StoredVerdict {
  readonly verdict: Verdict;
  /** The life of the database that the snapshot belongs to. */
  readonly epoch: string;
  readonly snapshot: Snapshot;
}

/** A verdict about one reference. */
export interface KeptVerdict extends StoredVerdict {
  readonly reference: Reference;
}

/** A verdict as one short text: `known <epoch> <xmin>:<xmax>:<running>`. */
export function encodeVerdict({ verdict, epoch, snapshot }: StoredVerdict): string {
  const { xmin, xmax, running } = snapshot;
  return `${verdict.toLowerCase()} ${epoch} ${xmin}:${xmax}:${running.join(',')}`;
}

/** Reads such a text; null where it is something else. */
export function decodeVerdict(text: string): StoredVerdict | null {
  const [word, epoch, snapshotText, ...rest] = text.split(' ');
  if (rest.length > 0 || epoch === undefined || snapshotText === undefined) return null;
  const snapshot = parseSnapshot(snapshotText);
  if (snapshot === null || !/^[0-9a-f]+$/.test(epoch)) return null;
  if (word === 'known') return { verdict: 'KNOWN', epoch, snapshot };
  if (word === 'unknown') return { verdict: 'UNKNOWN', epoch, snapshot };
  return null;
}
