import { LRUCache } from 'lru-cache';
import type { AnswerCache, AnswerKey, CachedAnswer, FoundAnswer, LoadAnswer } from './answer-cache.js';
import { answerKeyText } from './answer-key-text.js';
import { Flights } from './flights.js';

export interface MemoryAnswerCacheOptions {
  /** How many bytes the answers may take together, with their keys; at least 1. */
  readonly maxBytes: number;
  /** Asked for what is not here; null for none. */
  readonly behind: AnswerCache | null;
}

/** One answer may take an eighth of the memory at most: it must not drive out everybody else's. */
const LARGEST_SHARE = 8;
/** What an entry costs beside its texts: 345 bytes, measured at 100,000 entries, rounded up. */
const BYTES_PER_ENTRY = 400;

/** Answers in this process, the least recently used let go first. Each is loaded once, however many requests ask at the same time. */
export class MemoryAnswerCache implements AnswerCache {
  readonly #answers: LRUCache<string, CachedAnswer>;
  readonly #flights = new Flights<FoundAnswer>();
  readonly #behind: AnswerCache | null;

  constructor({ maxBytes, behind }: MemoryAnswerCacheOptions) {
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.max(1, Math.floor(maxBytes / LARGEST_SHARE)),
      sizeCalculation: bytesOf,
    });
    this.#behind = behind;
  }

  /** What the answers kept take, in bytes. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  /** How many answers are kept. */
  get entries(): number {
    return this.#answers.size;
  }

  async answer(key: AnswerKey, load: LoadAnswer, signal?: AbortSignal): Promise<FoundAnswer> {
    const name = answerKeyText(key);
    const kept = this.#answers.get(name);
    if (kept !== undefined) return { answer: kept, origin: 'MEMORY' };
    const { result, isFirst } = this.#flights.join(
      name,
      (flightSignal) => this.#fetch(key, load, flightSignal),
      signal ?? null,
    );
    const { answer, origin } = await result;
    return { answer, origin: isFirst ? origin : 'SHARED' };
  }

  async close(): Promise<void> {
    this.#answers.clear();
    await this.#behind?.close();
  }

  async #fetch(key: AnswerKey, load: LoadAnswer, signal: AbortSignal): Promise<FoundAnswer> {
    const found: FoundAnswer =
      this.#behind === null
        ? { answer: await load(signal), origin: 'DATABASE' }
        : await this.#behind.answer(key, load, signal);
    this.#answers.set(answerKeyText(key, found.answer.dataVersion), found.answer);
    return found;
  }
}

function bytesOf({ parts }: CachedAnswer, name: string): number {
  return parts.reduce((sum, part) => sum + bytesOfText(part), BYTES_PER_ENTRY + name.length);
}

/** V8 keeps a text of Latin letters in one byte each, any other in two. */
function bytesOfText(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length;
}
