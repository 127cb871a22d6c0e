import { AnswerStream } from './answer-stream.js';
import { evaluateQuestion, type Evaluation, type Evaluator } from './evaluate-question.js';
import type { LiveAnswer } from './live-answer.js';
import type { LiveMonitor } from './live-monitor.js';
import type { LiveQuestion } from './live-question.js';
import type { Turns } from './turns.js';

export interface LiveGroupOptions {
  readonly evaluator: Evaluator;
  readonly monitor: LiveMonitor;
  readonly turns: Turns;
  /** Answers are made at most this often. */
  readonly intervalMs: number;
  /** The last subscriber has gone. */
  readonly onEmpty: () => void;
}

/** After a failure the next attempt waits, twice as long each time, up to this. */
const MAX_RETRY_MS = 5_000;
/** A question that could not be answered for so long tells its subscribers. */
const PATIENCE_MS = 5_000;

/**
 * Everybody who asks one question at the same time: it is answered once for all of them. At once after a quiet time, and never more
 * often than once per interval.
 */
export class LiveGroup {
  readonly question: LiveQuestion;
  readonly #options: LiveGroupOptions;
  readonly #streams = new Set<AnswerStream>();
  readonly #gone = new AbortController();
  /** What the last answer said; null before the first. */
  #fingerprint: string | null = null;
  /** The last answer, as long as it is no older than an interval: a question at rest holds no data. */
  #recent: LiveAnswer | null = null;
  #forgetTimer: NodeJS.Timeout | null = null;
  #startedAtMs = Number.NEGATIVE_INFINITY;
  /** Something may have changed since the last answer was begun. */
  #isStale = true;
  #isRunning = false;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  /** What went wrong the last time; null where nothing did. */
  #failure: LiveAnswer | null = null;
  #failingSinceMs = 0;

  constructor(question: LiveQuestion, options: LiveGroupOptions) {
    this.question = question;
    this.#options = options;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** A further subscriber: it gets the last answer where that is no older than an interval, else everybody gets a new one. */
  join(): AnswerStream {
    const stream: AnswerStream = new AnswerStream({
      onTaken: () => this.#options.monitor.delivered(),
      onEnd: () => this.#leave(stream),
    });
    this.#streams.add(stream);
    if (this.#recent !== null && !this.#isStale) {
      stream.offer(this.#recent);
    } else {
      if (this.#failure !== null) stream.offer(this.#failure);
      // An answer under way is new enough: what changes meanwhile will be told.
      if (!this.#isRunning) this.refresh();
    }
    return stream;
  }

  /** The data behind the answer may have changed. */
  refresh(): void {
    this.#isStale = true;
    this.#schedule();
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const stream of [...this.#streams]) stream.end();
  }

  #leave(stream: AnswerStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    for (const timer of [this.#timer, this.#forgetTimer]) if (timer !== null) clearTimeout(timer);
    this.#gone.abort();
    this.#options.onEmpty();
  }

  #schedule(): void {
    if (!this.#isStale || this.#isRunning || this.#timer !== null || this.#gone.signal.aborted) return;
    const waitMs = this.#startedAtMs + this.#pauseMs - performance.now();
    if (waitMs <= 0) {
      this.#queue();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#queue();
    }, waitMs);
  }

  /** The time from the beginning of one evaluation to that of the next. */
  get #pauseMs(): number {
    const { intervalMs } = this.#options;
    return Math.min(intervalMs * 2 ** this.#failures, Math.max(intervalMs, MAX_RETRY_MS));
  }

  #queue(): void {
    this.#isRunning = true;
    this.#options.turns.take(this.question.principal.tenantId, async () => {
      if (!this.#gone.signal.aborted) await this.#evaluate();
      this.#isRunning = false;
      this.#schedule();
    });
  }

  async #evaluate(): Promise<void> {
    // What is told from here on may not be in the answer any more.
    this.#isStale = false;
    this.#startedAtMs = performance.now();
    const evaluation = await evaluateQuestion(this.question, this.#options.evaluator, this.#gone.signal);
    if (this.#gone.signal.aborted) return;
    if (evaluation.isFailure) this.#fail(evaluation.answer);
    else this.#publish(evaluation);
  }

  #publish({ answer, isRefused }: Evaluation): void {
    this.#failures = 0;
    this.#failure = null;
    const isFirst = this.#fingerprint === null;
    this.#options.monitor.evaluated(answer.fingerprint === this.#fingerprint ? 'unchanged' : 'changed');
    this.#fingerprint = answer.fingerprint;
    this.#keep(answer);
    for (const stream of this.#streams) stream.offer(answer);
    // What a token may not ask, or what depends on no data, will not be answered otherwise.
    if ((isFirst && isRefused) || this.question.datasets.size === 0) this.close();
  }

  #keep(answer: LiveAnswer): void {
    if (this.#forgetTimer !== null) clearTimeout(this.#forgetTimer);
    this.#recent = answer;
    const leftMs = this.#startedAtMs + this.#options.intervalMs - performance.now();
    this.#forgetTimer = setTimeout(() => (this.#recent = null), leftMs);
  }

  #fail(answer: LiveAnswer): void {
    this.#options.monitor.evaluated('failed');
    if (this.#failures++ === 0) this.#failingSinceMs = this.#startedAtMs;
    this.#failure = answer;
    const isOutOfPatience = performance.now() - this.#failingSinceMs >= PATIENCE_MS;
    for (const stream of this.#streams) {
      if (isOutOfPatience || !stream.hasAnswer) stream.offer(answer);
    }
    this.#isStale = true;
  }
}
