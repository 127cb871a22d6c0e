import DataLoader from 'dataloader';
import { Flights } from '../cache/flights.js';
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

interface TenantReference {
  readonly tenantId: string;
  readonly reference: Reference;
}

interface TenantReferences {
  readonly tenantId: string;
  /** With ids in lower case. */
  readonly references: readonly Reference[];
}

/** References of one tenant, each once, by {@link referenceKey}. */
type KeyedReferences = ReadonlyMap<string, Reference>;

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
  readonly #flights = new Flights<StoredVerdict>();
  // Of whole lists: a promise for each of thousands of references would cost more than to find what is kept of it.
  readonly #verdicts = new DataLoader<TenantReferences, readonly Verdict[]>((asked) => this.#find(asked), {
    cache: false,
  });
  readonly #checks = new DataLoader<TenantReference, StoredVerdict>((asked) => this.#check(asked), {
    cache: false,
  });
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
    const keys = [...references.keys()];
    const all = [...references.values()];
    if (this.#cache === null) {
      const checked = await this.#checks.loadMany(all.map((reference) => ({ tenantId, reference })));
      this.#onBatch({ kept: 0, refused: 0, checked: all.length });
      return new Map(checked.map((verdict, i) => [keys[i]!, verdictOrThrow(verdict)]));
    }
    const { store, feed } = this.#cache;
    const askedAt = feed.now();
    const holds = (reference: Reference, verdict: StoredVerdict): boolean =>
      feed.holds(tenantId, reference, verdict, askedAt);
    const [kept] = await Promise.all([store.read(tenantId, all), feed.catchUp(askedAt)]);
    const verdicts = new Map<string, Verdict>();
    const checks: Promise<void>[] = [];
    let refused = 0;
    all.forEach((reference, i) => {
      const key = keys[i]!;
      const verdict = kept[i] ?? null;
      if (verdict !== null && holds(reference, verdict)) {
        verdicts.set(key, verdict.verdict);
        return;
      }
      if (verdict !== null) refused++;
      const check = this.#checkOnce({ tenantId, reference }, holds);
      checks.push(check.then((checked) => void verdicts.set(key, checked)));
    });
    this.#onBatch({ kept: verdicts.size, refused, checked: checks.length });
    await Promise.all(checks);
    return verdicts;
  }

  /** Joins a check under way. That may have read before this caller asked, so that it is held against the feed like any kept verdict. */
  async #checkOnce(
    asked: TenantReference,
    holds: (reference: Reference, verdict: StoredVerdict) => boolean,
  ): Promise<Verdict> {
    const { tenantId, reference } = asked;
    const { result, isFirst } = this.#flights.join(
      referenceKey(tenantId, reference),
      () => this.#checks.load(asked),
      null,
    );
    const checked = await result;
    if (isFirst || holds(reference, checked)) return checked.verdict;
    return (await this.#checks.load(asked)).verdict;
  }

  async #check(asked: readonly TenantReference[]): Promise<readonly (StoredVerdict | Error)[]> {
    const found = new Map<string, StoredVerdict | Error>();
    const lists = asked.map(({ tenantId, reference }) => ({ tenantId, references: [reference] }));
    await Promise.all(
      [...byTenant(lists)].map(async ([tenantId, references]) => {
        try {
          const verdicts = await checkReferences(this.#database, tenantId, [...references.values()]);
          for (const verdict of verdicts) found.set(referenceKey(tenantId, verdict.reference), verdict);
          this.#keep(tenantId, verdicts);
        } catch (error) {
          for (const key of references.keys()) found.set(key, asError(error));
        }
      }),
    );
    return asked.map(({ tenantId, reference }) => found.get(referenceKey(tenantId, reference))!);
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

function verdictOrThrow(checked: StoredVerdict | Error): Verdict {
  if (checked instanceof Error) throw checked;
  return checked.verdict;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
