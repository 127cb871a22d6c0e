/** A job that a worker has claimed, and that is its own as long as its heart beats. */
export interface QueueJob {
  readonly id: string;
  readonly tenantId: string;
  /** What is to be done. */
  readonly name: string;
  /** What it is to be done with. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** From 0 to 9, which is the most urgent. */
  readonly priority: number;
  /** Which attempt this is, from 1 on. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** The secret that alone may report on it. */
  readonly claim: string;
  /** For how long it is the worker's own from the claim on. */
  readonly leaseMs: number;
}

/**
 * Does a job, or throws why it could not; then it is tried again, later each time, and given up in the end. A `SluiceError` with the code
 * `BAD_USER_INPUT` says that another try would be in vain. A job may be done twice, where a worker was lost in between: what it does has to bear that.
 *
 * @param signal aborted when the job is the worker's own no longer, takes too long, or the worker stops: what the job does has to end then.
 */
export type QueueJobHandler = (job: QueueJob, signal: AbortSignal) => Promise<void>;
