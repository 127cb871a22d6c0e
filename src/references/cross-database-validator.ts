import DataLoader from 'dataloader';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { isUuid } from '../tenancy/uuid.js';
import { checkReferences } from './check-references.js';
import { referencesOf, type ReferencingRecord, type ReferencingType } from './define-references.js';
import type { ReferenceFeed } from './reference-feed.js';
import { referenceKey } from './reference-key.js';
import type { Reference, Verdict } from './reference.js';
import type { KeptVerdict, StoredVerdict } from './stored-verdict.js';
import type { VerdictStore } from './verdict-store.js';

/** Kept verdicts, and what tells whether they still hold: none counts without the other. */
export interface VerdictCache {
  readonly store: VerdictStore;
  readonly feed: ReferenceFeed;
}

/** How the references of a batch were answered, each counted once. */
export interface ValidationCounts {
  /** From verdicts that were kept and still hold. */
  readonly kept: number;
  /** Kept, but out of date, or not known to hold: these are among `checked`, too. */
  readonly refused: number;
  /** From the database. */
  readonly checked: number;
}

export interface CrossDatabaseValidatorOptions {
  /** The door to `oltp`, where all that can be referred to is. */
  readonly database: GatewayDatabase;
  /** Null: each verdict comes from the database. */
  readonly cache: VerdictCache | null;
  readonly onBatch?: (counts: ValidationCounts) => void;
}

interface TenantReferences {
  readonly tenantId: string;
  /** With ids in lower case. */
  readonly references: readonly Reference[];
}

/** References of one tenant, each once, by {@link referenceKey}. */
type KeyedReferences = ReadonlyMap<string, Reference>;

/** What the database says of references, by {@link referenceKey}; there may be others among them than those asked for. */
type Checked = ReadonlyMap<string, StoredVerdict>;

/** Whether a verdict that was read for somebody else is right for who asks. */
type Holds = (reference: Reference, verdict: StoredVerdict) => boolean;

/**
 * Says whether references to rows of another database are right, where no foreign key can. All that is asked in one turn of the event loop,
 * by whomever, is looked up together: one round trip to the store of verdicts for each tenant, and for those that it does not have one
 * transaction with at most one statement for each kind.
 *
 * A verdict is right as of an instant at most the feed's delay before it was asked for. Whoever writes on the strength of it holds the rows as
 * well (`oltp.hold_references`): they may go at any time after.
 */
export class CrossDatabaseValidator {
  readonly #database: GatewayDatabase;
  readonly #cache: VerdictCache | null;
  readonly #onBatch: (counts: ValidationCounts) => void;
  // Of whole lists: a promise for each of thousands of references would cost more than to find what is kept of it.
  readonly #verdicts = new DataLoader<TenantReferences, readonly Verdict[]>((asked) => this.#find(asked), {
    cache: false,
  });
  readonly #checks = new DataLoader<TenantReferences, Checked>((asked) => this.#check(asked), {
    cache: false,
  });
  /** What is being looked up: who asks for the same meanwhile waits for that. */
  readonly #underWay = new Map<string, Promise<Checked>>();
  readonly #writes = new Set<Promise<void>>();

  constructor({ database, cache, onBatch }: CrossDatabaseValidatorOptions) {
    this.#database = database;
    this.#cache = cache;
    this.#onBatch = onBatch ?? (() => undefined);
  }

  /**
   * A verdict for each reference, in order. What is no uuid is `UNKNOWN`.
   * @throws SluiceError what the door to the database throws; a store of verdicts that is out of order fails nothing.
   */
  async validate(tenantId: string, references: readonly Reference[]): Promise<readonly Verdict[]> {
    const asked = references.flatMap(({ kind, id }) => (isUuid(id) ? [{ kind, id: id.toLowerCase() }] : []));
    if (asked.length === 0) return references.map(() => 'UNKNOWN');
    const verdicts = await this.#verdicts.load({ tenantId: tenantId.toLowerCase(), references: asked });
    let next = 0;
    return references.map(({ id }) => (isUuid(id) ? verdicts[next++]! : 'UNKNOWN'));
  }

  /**
   * The fields of each record whose references are unknown, in the order of the declaration; none where all is right.
   * @throws SluiceError as {@link validate}.
   */
  async unknownFields<Field extends string>(
    tenantId: string,
    type: ReferencingType<Field>,
    records: readonly ReferencingRecord<Field>[],
  ): Promise<readonly (readonly Field[])[]> {
    const named = records.map((record) => referencesOf(type, record));
    const verdicts = await this.validate(
      tenantId,
      named.flat().map(({ reference }) => reference),
    );
    let next = 0;
    return named.map((fields) =>
      fields.filter(() => verdicts[next++] === 'UNKNOWN').map(({ field }) => field),
    );
  }

  /** Waits until the verdicts on their way to the store have arrived. */
  async settle(): Promise<void> {
    await Promise.all(this.#writes);
  }

  async #find(asked: readonly TenantReferences[]): Promise<readonly (readonly Verdict[] | Error)[]> {
    const found = new Map<string, Promise<ReadonlyMap<string, Verdict>>>();
    for (const [tenantId, references] of byTenant(asked)) {
      found.set(tenantId, this.#findOfTenant(tenantId, references));
    }
    // One tenant's failure is told to those who asked, and to them alone.
    return Promise.all(
      asked.map(async ({ tenantId, references }) => {
        try {
          const verdicts = await found.get(tenantId)!;
          return references.map((reference) => verdicts.get(referenceKey(tenantId, reference))!);
        } catch (error) {
          return asError(error);
        }
      }),
    );
  }

  async #findOfTenant(tenantId: string, references: KeyedReferences): Promise<ReadonlyMap<string, Verdict>> {
    const all = [...references.values()];
    if (this.#cache === null) {
      const checked = await this.#checks.load({ tenantId, references: all });
      this.#onBatch({ kept: 0, refused: 0, checked: all.length });
      return new Map([...references.keys()].map((key) => [key, checked.get(key)!.verdict]));
    }
    const { store, feed } = this.#cache;
    const askedAt = feed.now();
    const holds: Holds = (reference, verdict) => feed.holds(tenantId, reference, verdict, askedAt);
    const [kept] = await Promise.all([store.read(tenantId, all), feed.catchUp(askedAt)]);
    const verdicts = new Map<string, Verdict>();
    const missing = new Map<string, Reference>();
    let refused = 0;
    let i = 0;
    for (const [key, reference] of references) {
      const verdict = kept[i++] ?? null;
      if (verdict !== null && holds(reference, verdict)) {
        verdicts.set(key, verdict.verdict);
        continue;
      }
      if (verdict !== null) refused++;
      missing.set(key, reference);
    }
    this.#onBatch({ kept: verdicts.size, refused, checked: missing.size });
    if (missing.size > 0) await this.#lookUp(tenantId, missing, holds, verdicts);
    return verdicts;
  }

  /**
   * Adds what the database says to `verdicts`. What somebody else is looking up is waited for: that may have been read before this caller asked,
   * so that it is held against the feed like any kept verdict, and looked up again where it does not hold.
   */
  async #lookUp(
    tenantId: string,
    missing: KeyedReferences,
    holds: Holds,
    verdicts: Map<string, Verdict>,
  ): Promise<void> {
    const own: Reference[] = [];
    const joined: (readonly [key: string, reference: Reference, check: Promise<Checked>])[] = [];
    for (const [key, reference] of missing) {
      const check = this.#underWay.get(key);
      if (check === undefined) own.push(reference);
      else joined.push([key, reference, check]);
    }
    const checks: Promise<void>[] = [];
    if (own.length > 0) {
      checks.push(this.#begin(tenantId, own).then((checked) => take(tenantId, own, checked, verdicts)));
    }
    if (joined.length > 0) {
      checks.push(
        Promise.all(joined.map(([, , check]) => check)).then(async (all) => {
          const outdated: Reference[] = [];
          joined.forEach(([key, reference], i) => {
            const checked = all[i]!.get(key)!;
            if (holds(reference, checked)) verdicts.set(key, checked.verdict);
            else outdated.push(reference);
          });
          if (outdated.length === 0) return;
          take(tenantId, outdated, await this.#checks.load({ tenantId, references: outdated }), verdicts);
        }),
      );
    }
    await Promise.all(checks);
  }

  #begin(tenantId: string, references: readonly Reference[]): Promise<Checked> {
    const keys = references.map((reference) => referenceKey(tenantId, reference));
    const check = this.#checks.load({ tenantId, references });
    for (const key of keys) this.#underWay.set(key, check);
    const remove = (): void => keys.forEach((key) => this.#underWay.delete(key));
    check.then(remove, remove);
    return check;
  }

  async #check(asked: readonly TenantReferences[]): Promise<readonly (Checked | Error)[]> {
    const found = new Map<string, Checked | Error>();
    await Promise.all(
      [...byTenant(asked)].map(async ([tenantId, references]) => {
        try {
          const verdicts = await checkReferences(this.#database, tenantId, [...references.values()]);
          found.set(
            tenantId,
            new Map(verdicts.map((verdict) => [referenceKey(tenantId, verdict.reference), verdict])),
          );
          this.#keep(tenantId, verdicts);
        } catch (error) {
          found.set(tenantId, asError(error));
        }
      }),
    );
    return asked.map(({ tenantId }) => found.get(tenantId)!);
  }

  /** Who asks does not wait for what only the next will need. */
  #keep(tenantId: string, verdicts: readonly KeptVerdict[]): void {
    if (this.#cache === null) return;
    const write = this.#cache.store.write(tenantId, verdicts);
    this.#writes.add(write);
    void write.finally(() => this.#writes.delete(write));
  }
}

/** What each tenant is asked about, each reference once. */
function byTenant(asked: readonly TenantReferences[]): ReadonlyMap<string, KeyedReferences> {
  const tenants = new Map<string, Map<string, Reference>>();
  for (const { tenantId, references } of asked) {
    let known = tenants.get(tenantId);
    if (known === undefined) tenants.set(tenantId, (known = new Map()));
    for (const reference of references) known.set(referenceKey(tenantId, reference), reference);
  }
  return tenants;
}

function take(
  tenantId: string,
  references: readonly Reference[],
  checked: Checked,
  verdicts: Map<string, Verdict>,
): void {
  for (const reference of references) {
    const key = referenceKey(tenantId, reference);
    verdicts.set(key, checked.get(key)!.verdict);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
