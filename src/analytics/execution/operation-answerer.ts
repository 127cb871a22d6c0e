import type { AnswerCache, AnswerKey, AnswerOrigin } from '../../cache/answer-cache.js';
import { requestDropped } from '../../errors/request-dropped.js';
import type { ChangeFeed } from '../../freshness/change-feed.js';
import type { FeedInstant } from '../../freshness/feed-clock.js';
import { RememberedConditions } from '../../freshness/remembered-conditions.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { RollupStates } from '../planner/rollup-states.js';
import { hasPart, questionParts } from './analytic-part.js';
import { answerKeyOf } from './answer-key-of.js';
import { describeField } from './describe-plan.js';
import { freshnessOf } from './freshness.js';
import { OperationPlanner, type Plannable } from './operation-planner.js';
import { joinVersions, OperationReader } from './operation-reader.js';
import { packReading, unpackReading, type OperationReading } from './operation-reading.js';
import { plannedFields, type PlannedOperation } from './planned-operation.js';

export interface AnswererOptions {
  readonly states: Pick<RollupStates, 'current' | 'load'>;
  readonly feed: Pick<ChangeFeed, 'now' | 'version' | 'catchUp' | 'learn' | 'position' | 'asOfMs'>;
  readonly cache: Pick<AnswerCache, 'answer'>;
}

/** `extensions.sluice` of a response: where its analytic fields were answered from. */
export interface AnswerOriginNote {
  /** `NONE`: the operation must not be answered from the cache. */
  readonly cache: 'HIT' | 'MISS' | 'NONE';
  readonly source: 'MEMORY' | 'REDIS' | 'POSTGRESQL';
  readonly dataVersion: string;
}

/** What became of an operation. */
export type OperationOutcome =
  | {
      readonly isHeld: false;
      readonly reading: OperationReading;
      /** Null where nothing was asked of the data. */
      readonly origin: AnswerOriginNote | null;
      /** Null where the operation must not be answered from a cache. */
      readonly key: AnswerKey | null;
    }
  /** The caller has the answer of this key already. */
  | { readonly isHeld: true; readonly key: AnswerKey };

/** Answers operations: from the cache where the version of the data is known there, else from the database. */
export class OperationAnswerer {
  readonly #planner: OperationPlanner;
  readonly #reader: OperationReader;
  readonly #feed: AnswererOptions['feed'];
  readonly #cache: AnswererOptions['cache'];

  constructor({ states, feed, cache }: AnswererOptions) {
    const memory = new RememberedConditions();
    this.#planner = new OperationPlanner(states, memory);
    this.#reader = new OperationReader({ planner: this.#planner, memory, states, feed });
    this.#feed = feed;
    this.#cache = cache;
  }

  /**
   * Answers the analytic fields of an operation, all from one snapshot.
   * @param isHeld asked whether the caller has the answer of a key, where the version of the data is known without reading it.
   * @throws SluiceError what a tenant transaction throws.
   */
  async answer(
    operation: Plannable,
    request: RequestContext,
    isHeld: (key: AnswerKey) => boolean,
  ): Promise<OperationOutcome> {
    const askedAt = this.#feed.now();
    const planned = this.#planner.plan(operation, request.principal.tenantId, false);
    const key = (dataVersion: string): AnswerKey => answerKeyOf(planned, request.principal, dataVersion);
    if (!asksTheData(operation)) {
      return { isHeld: false, reading: nothingRead(planned), origin: null, key: null };
    }
    if (!plannedFields(planned).every(({ prepared }) => prepared.isCacheable)) {
      return fromDatabase('NONE', await this.#reader.read(operation, request, request.signal), () => null);
    }
    await this.#feed.catchUp(askedAt);
    const asOf = new Date(this.#feed.asOfMs);
    const dataVersion = this.#knownVersion(planned, request.principal.tenantId, askedAt);
    if (dataVersion === null) {
      return fromDatabase('MISS', await this.#reader.read(operation, request, request.signal), key);
    }
    const known = key(dataVersion);
    if (isHeld(known)) return { isHeld: true, key: known };
    return this.#answerThroughCache(operation, planned, request, known, asOf);
  }

  async #answerThroughCache(
    operation: Plannable,
    planned: PlannedOperation,
    request: RequestContext,
    key: AnswerKey,
    asOf: Date,
  ): Promise<OperationOutcome> {
    let own: OperationReading | null = null;
    const load = async (signal: AbortSignal): Promise<{ dataVersion: string; parts: readonly string[] }> => {
      own = await this.#reader.read(operation, request, signal);
      return { dataVersion: own.dataVersion, parts: packReading(own) };
    };
    const { answer, origin } = await this.#cache.answer(key, load, request.signal).catch((error: unknown) => {
      throw request.signal.aborted ? requestDropped(error) : error;
    });
    const reading =
      origin === 'DATABASE' && own !== null
        ? (own as OperationReading)
        : keptReading(planned, answer.dataVersion, answer.parts, asOf);
    return {
      isHeld: false,
      reading,
      origin: originNote(origin, answer.dataVersion),
      key: { ...key, dataVersion: answer.dataVersion },
    };
  }

  /** Of all datasets of the operation; null where one is not known. */
  #knownVersion({ datasets }: PlannedOperation, tenantId: string, askedAt: FeedInstant): string | null {
    const versions = datasets.map((table) => this.#feed.version(tenantId, table, askedAt));
    const known = versions.filter((version) => version !== null);
    return known.length === 0 || known.length < versions.length ? null : joinVersions(known);
  }
}

/** Whether the database has to be asked for anything that the fields select. */
function asksTheData({ fields }: Plannable): boolean {
  return fields.some(
    (field) => !(field instanceof Error) && (questionParts(field).length > 0 || hasPart(field, 'freshness')),
  );
}

/** Of fields that select nothing but what Sluice itself knows. */
function nothingRead(planned: PlannedOperation): OperationReading {
  const conditions = { snapshotAt: '', datasets: new Map(), rollups: new Map() };
  return {
    fields: planned.fields.map((field) => {
      if (field instanceof Error) return field;
      const explain = describeField(field, planned, new Map());
      return { json: [], freshness: freshnessOf(field, conditions), explain };
    }),
    dataVersion: '',
  };
}

function fromDatabase(
  cache: 'MISS' | 'NONE',
  reading: OperationReading,
  key: (dataVersion: string) => AnswerKey | null,
): OperationOutcome {
  const { dataVersion } = reading;
  const origin: AnswerOriginNote = { cache, source: 'POSTGRESQL', dataVersion };
  return { isHeld: false, reading, origin, key: key(dataVersion) };
}

function keptReading(
  planned: PlannedOperation,
  dataVersion: string,
  texts: readonly string[],
  asOf: Date,
): OperationReading {
  const counts = plannedFields(planned).map(({ questions }) => questions.length);
  const kept = unpackReading(texts, counts)[Symbol.iterator]();
  return {
    fields: planned.fields.map((field) => {
      if (field instanceof Error) return field;
      const reading = kept.next().value!;
      // It was read earlier, and is known to be as true now.
      return { ...reading, freshness: { ...reading.freshness, asOf: asOf.toISOString() } };
    }),
    dataVersion,
  };
}

function originNote(origin: AnswerOrigin, dataVersion: string): AnswerOriginNote {
  return {
    cache: origin === 'DATABASE' ? 'MISS' : 'HIT',
    source: origin === 'MEMORY' || origin === 'REDIS' ? origin : 'POSTGRESQL',
    dataVersion,
  };
}
