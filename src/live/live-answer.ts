/** One answer of a live question, ready to be sent to everybody who asks it. */
export interface LiveAnswer {
  /** The GraphQL result as JSON, written once however many get it. */
  readonly text: string;
  /** Equal for two answers that say the same: `freshness.asOf`, extensions and request ids do not count. */
  readonly fingerprint: string;
}
