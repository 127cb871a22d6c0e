/** What the hub tells of itself, for metrics. */
export interface LiveMonitor {
  /** A question was answered anew: with another answer, with the same one, or it could not be answered right now. */
  evaluated(outcome: 'changed' | 'unchanged' | 'failed'): void;
  /** A subscriber has taken an answer. */
  delivered(): void;
}
