import type { ChangeFeed, DatasetChange } from '../freshness/change-feed.js';
import type { AnswerStream } from './answer-stream.js';
import type { Evaluator } from './evaluate-question.js';
import { LiveGroup } from './live-group.js';
import type { LiveMonitor } from './live-monitor.js';
import type { LiveQuestion } from './live-question.js';
import { Turns } from './turns.js';

export interface LiveHubOptions {
  readonly feed: Pick<ChangeFeed, 'listen'>;
  readonly evaluator: Evaluator;
  readonly monitor: LiveMonitor;
  /** How often a question is answered at most. */
  readonly intervalMs: number;
  /** How many questions are answered at once: the rest of the connections is left to queries. */
  readonly maxEvaluations: number;
}

/** How much is live at the moment. */
export interface LiveState {
  readonly groups: number;
  readonly subscribers: number;
}

/**
 * Live answers: the feed says whose data has changed, the questions about it are answered again, once each, and whoever asks them
 * gets what is new. It listens to the feed only while somebody subscribes.
 */
export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #turns: Turns;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #byDataset = new Map<string, Set<LiveGroup>>();
  #stopListening: (() => void) | null = null;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#turns = new Turns(options.maxEvaluations);
  }

  get state(): LiveState {
    let subscribers = 0;
    for (const { size } of this.#groups.values()) subscribers += size;
    return { groups: this.#groups.size, subscribers };
  }

  /** First the answer, then a new one whenever it has changed, until the reader returns or the hub is closed. */
  subscribe(question: LiveQuestion): AnswerStream {
    let group = this.#groups.get(question.key);
    if (group === undefined) {
      group = this.#open(question);
      // Before the first evaluation: what is committed after it will be told.
      this.#stopListening ??= this.#options.feed.listen((changes) => this.#refresh(changes));
    }
    return group.join();
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const group of [...this.#groups.values()]) group.close();
  }

  #open(question: LiveQuestion): LiveGroup {
    const group: LiveGroup = new LiveGroup(question, {
      ...this.#options,
      turns: this.#turns,
      onEmpty: () => this.#forget(group),
    });
    this.#groups.set(question.key, group);
    for (const key of datasetKeys(question)) {
      const groups = this.#byDataset.get(key);
      if (groups === undefined) this.#byDataset.set(key, new Set([group]));
      else groups.add(group);
    }
    return group;
  }

  #forget(group: LiveGroup): void {
    this.#groups.delete(group.question.key);
    for (const key of datasetKeys(group.question)) {
      const groups = this.#byDataset.get(key)!;
      groups.delete(group);
      if (groups.size === 0) this.#byDataset.delete(key);
    }
    if (this.#groups.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = null;
  }

  #refresh(changes: readonly DatasetChange[] | null): void {
    if (changes === null) {
      for (const group of this.#groups.values()) group.refresh();
      return;
    }
    for (const { tenantId, dataset } of changes) {
      for (const group of this.#byDataset.get(datasetKey(tenantId, dataset)) ?? []) group.refresh();
    }
  }
}

function datasetKeys({ principal, datasets }: LiveQuestion): string[] {
  return [...datasets].map((dataset) => datasetKey(principal.tenantId, dataset));
}

function datasetKey(tenantId: string, dataset: string): string {
  return `${tenantId} ${dataset}`;
}
