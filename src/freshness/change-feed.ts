import { LRUCache } from 'lru-cache';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { FeedClock, type FeedInstant } from './feed-clock.js';
import { readChanges, type ChangesRead } from './read-changes.js';

/** One dataset of one tenant has changed. */
export interface DatasetChange {
  /** The table's qualified name, such as `helpdesk.tickets`. */
  readonly dataset: string;
  readonly tenantId: string;
  /** `<epoch>.<n>`, as of the poll that tells of it. */
  readonly version: string;
}

/** Told after a poll what has changed; null: anything may have. */
export type ChangeListener = (changes: readonly DatasetChange[] | null) => void;

export interface ChangeFeedOptions {
  /** A door of the feed's own (`openFeedDatabase`): behind analytic queries in a shared pool its polls would come late. */
  readonly database: GatewayDatabase;
  /** How one poll reads; {@link readChanges} unless told. Whoever follows another log than that of datasets keeps what it finds himself. */
  readonly read?: (database: GatewayDatabase, since: string | null) => Promise<ChangesRead>;
  /** Told of the first of several polls in a row that fail. */
  readonly onFailure?: (error: unknown) => void;
  /** How old a version may be that {@link ChangeFeed.version} gives. */
  readonly maxDelayMs?: number;
  /** How many (tenant, dataset) pairs are remembered; the one used longest ago goes first. */
  readonly maxVersions?: number;
}

export const DEFAULT_MAX_DELAY_MS = 100;

/** How long one question for a version keeps the feed polling. */
const KEEP_POLLING_MS = 5_000;
/** The log is kept for a minute; after half of one without a poll, nothing known before counts. */
const MAX_PAUSE_MS = 30_000;
/** While polls fail, the next waits twice as long each time, up to this. */
const MAX_RETRY_MS = 1_000;
/** How long {@link ChangeFeed.catchUp} waits. Where a poll takes longer, so does all else, and nobody should wait twice. */
const CATCH_UP_MS = 250;
const DEFAULT_MAX_VERSIONS = 50_000;

interface KnownVersion {
  readonly n: number;
  /** The position of the last poll that told of it, 0 for none. */
  readonly toldAt: number;
}

/**
 * What changes in the database, as a poll of the change log sees it (DESIGN.md, D4).
 *
 * Why {@link version} is never older than `maxDelayMs`. Each poll takes a snapshot and lists every (tenant, dataset) that has changed
 * since the snapshot of the poll before. So a version that was right at one poll's snapshot is right at the next one's, unless it is listed,
 * and then the list says the new one. It begins with an answer that was asked for after a poll ({@link position}) had been
 * applied: its snapshot is at least as new as that poll's, and whatever later polls have listed is kept with their position. A poll's
 * snapshot knows all that was committed before the poll was *sent*, hence that is the instant whose age counts. Where the chain is broken (a pause,
 * another epoch, an entry that fell out of memory) nothing is known, and the database is asked.
 */
export class ChangeFeed {
  readonly #database: GatewayDatabase;
  readonly #read: (database: GatewayDatabase, since: string | null) => Promise<ChangesRead>;
  readonly #onFailure: (error: unknown) => void;
  readonly #maxDelayMs: number;
  readonly #listeners = new Set<ChangeListener>();
  readonly #versions: LRUCache<string, KnownVersion>;
  readonly #clock = new FeedClock();
  #epoch = '';
  /** The snapshot of the last poll; null before the first. */
  #snapshot: string | null = null;
  #position = 0;
  /** What an answer says that was asked for at an earlier position is not kept: what came after it may have been forgotten. */
  #horizon = 0;
  #failures = 0;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #isPolling = false;
  #polling: Promise<void> = Promise.resolve();
  #wake: (() => void) | null = null;
  /** Told when the poll under way, or the next, has ended, well or not. */
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(options: ChangeFeedOptions) {
    this.#database = options.database;
    this.#read = options.read ?? readChanges;
    this.#onFailure = options.onFailure ?? (() => undefined);
    this.#maxDelayMs = options.maxDelayMs ?? DEFAULT_MAX_DELAY_MS;
    this.#versions = new LRUCache({
      max: options.maxVersions ?? DEFAULT_MAX_VERSIONS,
      dispose: ({ toldAt }, _key, reason) => {
        if (reason === 'evict') this.#horizon = Math.max(this.#horizon, toldAt);
      },
    });
  }

  /** The present instant, by which {@link version} and {@link catchUp} tell what is recent enough for who asks now. */
  now(): FeedInstant {
    return this.#clock.now();
  }

  /**
   * The data version `<epoch>.<n>`, as of a poll that was sent at most `maxDelayMs` before `askedAt`; null where it is not known that recently:
   * ask the database, and {@link learn} what it says. Asking keeps the feed polling for a few seconds; an unused feed does not poll.
   * @param askedAt when the answer was asked for: what is committed later than that need not be in it, however long it takes
   */
  version(tenantId: string, dataset: string, askedAt: FeedInstant = this.now()): string | null {
    this.#askedAtMs = performance.now();
    this.#poll();
    if (!this.isRecent(askedAt)) return null;
    const known = this.#versions.get(keyOf(tenantId, dataset));
    return known === undefined ? null : `${this.#epoch}.${known.n}`;
  }

  /**
   * Waits for a poll that {@link version} can rely on for who asked at `askedAt`, where the last one was sent too long before: the feed has
   * been idle, or the machine is busy. Asking the database instead would make it busier, and a poll costs next to nothing. Resolves also where
   * there is none within a quarter of a second, and at once where polls fail.
   */
  async catchUp(askedAt: FeedInstant): Promise<void> {
    this.#askedAtMs = performance.now();
    this.#poll();
    const endsAtMs = this.#askedAtMs + CATCH_UP_MS;
    while (!this.#isClosed && this.#failures === 0 && !this.isRecent(askedAt)) {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) return;
      await this.#endOfPoll(leftMs);
    }
  }

  /** Whether a poll has been applied that was sent at most `maxDelayMs` before `askedAt`. */
  isRecent(askedAt: FeedInstant): boolean {
    return this.#clock.ageMs(askedAt) <= this.#maxDelayMs;
  }

  /** When the poll was sent that {@link version} relies on, in ms since the epoch: all changes committed before it are known. */
  get asOfMs(): number {
    return this.#clock.sentAtMs;
  }

  /** How many polls have been applied. Take it before a transaction is sent, and hand it to {@link learn} with what that has seen. */
  get position(): number {
    return this.#position;
  }

  /**
   * Tells of a version that an answer's own snapshot has shown.
   * @param since the {@link position} before the answer's transaction was sent. An answer may arrive after a poll that saw more; this
   * says from which poll on the feed must know what changed.
   */
  learn(tenantId: string, dataset: string, version: string, since: number): void {
    const separator = version.lastIndexOf('.');
    if (version.slice(0, separator) !== this.#epoch) return;
    const n = Number(version.slice(separator + 1));
    const key = keyOf(tenantId, dataset);
    const known = this.#versions.get(key);
    if (known !== undefined) {
      if (n > known.n) this.#versions.set(key, { n, toldAt: known.toldAt });
    } else if (since >= this.#horizon && this.#snapshot !== null) {
      this.#versions.set(key, { n, toldAt: 0 });
    }
  }

  /**
   * Calls `listener` after each poll that found changes, with all of them; with null where anything may have changed (the first poll, a lost
   * connection, a long pause, another epoch). Polls while anybody listens.
   * @returns what ends it.
   */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    this.#poll();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Ends the polling; waits for a poll under way. The database stays open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#wake?.();
    this.#tellWaiting();
    await this.#polling;
  }

  get #isWanted(): boolean {
    if (this.#isClosed) return false;
    return this.#listeners.size > 0 || performance.now() - this.#askedAtMs < KEEP_POLLING_MS;
  }

  #poll(): void {
    if (this.#isPolling || !this.#isWanted) return;
    this.#isPolling = true;
    this.#polling = this.#pollWhileWanted();
  }

  async #pollWhileWanted(): Promise<void> {
    // Twice as often as the delay allows, so that a poll's own time fits in.
    const intervalMs = this.#maxDelayMs / 2;
    while (this.#isWanted) {
      const startedAtMs = performance.now();
      const isGood = await this.#pollOnce();
      this.#tellWaiting();
      const pauseMs = isGood
        ? intervalMs - (performance.now() - startedAtMs)
        : Math.min(intervalMs * 2 ** this.#failures, MAX_RETRY_MS);
      await this.#sleep(pauseMs);
    }
    // Here and not when the promise has settled: whoever asks in between must begin anew.
    this.#isPolling = false;
  }

  /** @returns whether it went well. */
  async #pollOnce(): Promise<boolean> {
    const sent = this.#clock.now();
    try {
      const read = await this.#read(this.#database, this.#snapshot);
      const isContinuous =
        this.#snapshot !== null && read.epoch === this.#epoch && this.#clock.ageMs() < MAX_PAUSE_MS;
      this.#clock.sent(sent);
      this.#apply(read, isContinuous);
      return true;
    } catch (error) {
      if (this.#failures++ === 0 && !this.#isClosed) this.#onFailure(error);
      return false;
    }
  }

  #apply({ snapshot, epoch, changes }: ChangesRead, isContinuous: boolean): void {
    const isRecovered = this.#failures > 0;
    this.#failures = 0;
    this.#snapshot = snapshot;
    this.#epoch = epoch;
    this.#position++;
    if (!isContinuous) {
      this.#versions.clear();
      this.#horizon = this.#position;
    } else {
      for (const { tenantId, dataset, n } of changes) {
        const key = keyOf(tenantId, dataset);
        // An answer may have shown a newer version than this poll's snapshot.
        const known = this.#versions.get(key)?.n ?? 0;
        this.#versions.set(key, { n: Math.max(n, known), toldAt: this.#position });
      }
    }
    if (isContinuous && !isRecovered) {
      if (changes.length > 0) {
        this.#tell(
          changes.map(({ tenantId, dataset, n }) => ({ tenantId, dataset, version: `${epoch}.${n}` })),
        );
      }
    } else {
      this.#tell(null);
    }
  }

  #tell(changes: readonly DatasetChange[] | null): void {
    for (const listener of [...this.#listeners]) listener(changes);
  }

  #tellWaiting(): void {
    for (const tell of [...this.#waiting]) tell();
  }

  #endOfPoll(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, patienceMs);
      this.#waiting.add(end);
    });
  }

  /** Sleeps until the time is over or the feed is closed. */
  #sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function keyOf(tenantId: string, dataset: string): string {
  return `${tenantId} ${dataset}`;
}
