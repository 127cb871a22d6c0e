/** What an answer is kept under: everything that decides what the asker may see, and what was asked. */
export interface AnswerKey {
  /** The tenant, a uuid. An answer is never kept nor found without one. */
  readonly tenantId: string;
  /** What restricts the tenant's rows for this principal, as one text; `''` where nothing does. */
  readonly restrictions: string;
  /** The principal's scopes that change an answer, in one order, as one text. */
  readonly scopes: string;
  /** SHA-256 (hex) of the compiled questions, with their parameters. */
  readonly question: string;
  /** The version of the data that the asker knows of, as `ChangeFeed.version` gives it; of several datasets, all of them. */
  readonly dataVersion: string;
}

/** The answers to all analytic questions of one operation, read in one snapshot. */
export interface CachedAnswer {
  /** The version of the data that this answer shows, by its own snapshot: the one that it is kept under. */
  readonly dataVersion: string;
  /** One JSON text a question, in the order of the questions. */
  readonly parts: readonly string[];
}

/** Where an answer came from. `SHARED`: from a load that another request had under way. */
export type AnswerOrigin = 'MEMORY' | 'REDIS' | 'SHARED' | 'DATABASE';

/** An answer, and where it came from. */
export interface FoundAnswer {
  readonly answer: CachedAnswer;
  readonly origin: AnswerOrigin;
}

/** Loads an answer from the database; the signal says that nobody waits for it any more. */
export type LoadAnswer = (signal: AbortSignal) => Promise<CachedAnswer>;

/** Answers kept by tenant and data version: since the version is part of the key, what is found is exact. */
export interface AnswerCache {
  /**
   * Finds the answer, or loads it: once, however many ask at the same time, also in other processes where Redis is there.
   *
   * What is loaded is kept under the version that it says itself, which may be newer than the one asked with. A load that fails is
   * not kept, and each who waited for it gets its error. A cache that is out of order never fails an answer: it is loaded.
   * @param key what the answer is kept under
   * @param load called at most once, by the one caller whose load it is
   * @param signal this caller's: when it aborts, this caller waits no longer. The load is aborted when every caller has gone.
   * @throws {Error} `AnswerKey without a tenant` where the key's tenant is empty
   * @throws {unknown} the signal's reason, where it has aborted; else what `load` threw
   */
  answer(key: AnswerKey, load: LoadAnswer, signal?: AbortSignal): Promise<FoundAnswer>;

  /** Lets go of connections and memory. Who waits for a load still gets it. */
  close(): Promise<void>;
}
