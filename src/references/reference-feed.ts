import { LRUCache } from 'lru-cache';
import { ChangeFeed } from '../freshness/change-feed.js';
import { FeedClock, type FeedInstant } from '../freshness/feed-clock.js';
import type { ChangesRead } from '../freshness/read-changes.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { readReferenceChanges, type ReferenceChange } from './read-reference-changes.js';
import { referenceKey } from './reference-key.js';
import type { Reference } from './reference.js';
import { showsAllOf, showsIn, type Snapshot } from './snapshot.js';
import type { StoredVerdict } from './stored-verdict.js';

export interface ReferenceFeedOptions {
  /** A door to `oltp` of the feed's own: behind other statements in a shared pool its polls would come late. */
  readonly database: GatewayDatabase;
  /** Told of the first of several polls in a row that fail. */
  readonly onFailure?: (error: unknown) => void;
  /** Told what has come or gone, after each poll that found something. */
  readonly onChanges?: (changes: readonly ReferenceChange[]) => void;
  /** How old a verdict may be: what was committed longer ago than this before somebody asked is in his answer. */
  readonly maxDelayMs?: number;
  /** How many references are remembered to have changed; the one that did longest ago goes first. */
  readonly maxReferences?: number;
  /** Of more changes than that in one poll nothing is remembered but that all older verdicts are out of date. */
  readonly maxChanges?: number;
}

/** The log is kept for a quarter of an hour; after a third of that without a poll, nothing known before counts. */
const MAX_PAUSE_MS = 5 * 60_000;
const DEFAULT_MAX_REFERENCES = 100_000;
const DEFAULT_MAX_CHANGES = 10_000;
/** A reference that changes more often than that is remembered by its last changes. */
const MAX_CHANGES_OF_ONE = 16;

/**
 * What has come or gone in `oltp`, as a poll of the log sees it, and with that which kept verdicts still hold.
 *
 * A verdict says which snapshot it was read in. It holds as of the last poll where no change of its reference that this poll knows of
 * happened outside of that snapshot. The feed knows all changes since its first poll; so a verdict whose snapshot does not show all that this first
 * one showed is refused. Where a change is forgotten, for there are too many, so is each verdict that may not have seen its transaction.
 * No clock is compared with another, and nothing depends on what becomes of the verdicts' store.
 */
export class ReferenceFeed {
  readonly #polls: ChangeFeed;
  readonly #onChanges: (changes: readonly ReferenceChange[]) => void;
  readonly #maxChanges: number;
  readonly #changes: LRUCache<string, readonly bigint[]>;
  readonly #clock = new FeedClock();
  #epoch = '';
  /** The snapshot from which on all changes are known; null before the first poll. */
  #beginning: Snapshot | null = null;
  /** Changes of transactions before this one may have been forgotten. */
  #floor = 0n;

  constructor(options: ReferenceFeedOptions) {
    const { database, onFailure, maxDelayMs } = options;
    this.#onChanges = options.onChanges ?? (() => undefined);
    this.#maxChanges = options.maxChanges ?? DEFAULT_MAX_CHANGES;
    this.#changes = new LRUCache({
      max: options.maxReferences ?? DEFAULT_MAX_REFERENCES,
      dispose: (xids, _key, reason) => {
        if (reason === 'evict') for (const xid of xids) this.#forget(xid);
      },
    });
    this.#polls = new ChangeFeed({
      database,
      read: (door, since) => this.#read(door, since),
      ...(onFailure === undefined ? {} : { onFailure }),
      ...(maxDelayMs === undefined ? {} : { maxDelayMs }),
    });
  }

  /** The present instant, by which {@link holds} tells what is recent enough for who asks now. */
  now(): FeedInstant {
    return this.#polls.now();
  }

  /** Waits for a poll that is recent enough for who asked at `askedAt`; also resolves where there is none within a quarter of a second. */
  catchUp(askedAt: FeedInstant): Promise<void> {
    return this.#polls.catchUp(askedAt);
  }

  /** Whether a verdict that was read earlier is still right, as far as who asked at `askedAt` may expect; false also where that is not known. */
  holds(
    tenantId: string,
    reference: Reference,
    { epoch, snapshot }: StoredVerdict,
    askedAt: FeedInstant,
  ): boolean {
    if (!this.#polls.isRecent(askedAt) || this.#beginning === null || epoch !== this.#epoch) return false;
    if (snapshot.xmin < this.#floor || !showsAllOf(snapshot, this.#beginning)) return false;
    const xids = this.#changes.peek(referenceKey(tenantId, reference)) ?? [];
    return xids.every((xid) => showsIn(snapshot, xid));
  }

  /** Ends the polling; waits for a poll under way. The database stays open. */
  close(): Promise<void> {
    return this.#polls.close();
  }

  async #read(database: GatewayDatabase, since: string | null): Promise<ChangesRead> {
    const sent = this.#clock.now();
    const read = await readReferenceChanges(database, since, this.#maxChanges);
    const { snapshotText, snapshot, epoch, changes } = read;
    const isContinuous =
      since !== null && epoch === this.#epoch && this.#clock.ageMs() < MAX_PAUSE_MS && changes !== null;
    this.#clock.sent(sent);
    this.#epoch = epoch;
    if (isContinuous) {
      for (const change of changes) this.#remember(change);
      if (changes.length > 0) this.#onChanges(changes);
    } else {
      this.#changes.clear();
      this.#beginning = snapshot;
      this.#floor = 0n;
    }
    // The versions of datasets are none of this feed's concern.
    return { snapshot: snapshotText, epoch, changes: [] };
  }

  #remember({ tenantId, reference, xid }: ReferenceChange): void {
    const key = referenceKey(tenantId, reference);
    const xids = [...(this.#changes.peek(key) ?? []), xid];
    if (xids.length > MAX_CHANGES_OF_ONE) this.#forget(xids.shift()!);
    this.#changes.set(key, xids);
  }

  #forget(xid: bigint): void {
    if (xid >= this.#floor) this.#floor = xid + 1n;
  }
}
