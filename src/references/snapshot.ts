/** Which transactions a reader saw, as PostgreSQL's `pg_snapshot` says it. */
export interface Snapshot {
  /** All transactions before this one had ended. */
  readonly xmin: bigint;
  /** This one and all after it had not begun to show. */
  readonly xmax: bigint;
  /** Those in between that had not ended. */
  readonly running: readonly bigint[];
}

const SNAPSHOT = /^(\d{1,20}):(\d{1,20}):((?:\d{1,20}(?:,\d{1,20})*)?)$/;

/** Reads `xmin:xmax:xip,…`; null where it is something else. */
export function parseSnapshot(text: string): Snapshot | null {
  const match = SNAPSHOT.exec(text);
  if (match === null) return null;
  const [, xmin, xmax, running] = match;
  return {
    xmin: BigInt(xmin!),
    xmax: BigInt(xmax!),
    running: running === '' ? [] : running!.split(',').map(BigInt),
  };
}

/** Whether a transaction that has committed by now shows in the snapshot: PostgreSQL's `pg_visible_in_snapshot`. */
export function showsIn({ xmin, xmax, running }: Snapshot, xid: bigint): boolean {
  return xid < xmin || (xid < xmax && !running.includes(xid));
}

/** Whether a snapshot shows every transaction that another one shows, as each newer one of the same database does. */
export function showsAllOf(snapshot: Snapshot, other: Snapshot): boolean {
  return snapshot.xmax >= other.xmax && snapshot.running.every((xid) => !showsIn(other, xid));
}
