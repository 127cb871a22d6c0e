import { ERROR_STATUS, type ErrorCode } from './error-code.js';

export interface SluiceErrorOptions {
  /** What was caught on the way, for the log; a client never sees it. */
  readonly cause?: unknown;
  /** Further machine-readable facts for the client, such as `{ scope: 'records' }`. Never database text. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one class of errors thrown on purpose. Its message is written for the client: it quotes the caller's own
 * value, states the expectation and names the fix. Anything else that is thrown is a defect and is masked.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SluiceError';
    this.code = code;
    this.httpStatus = ERROR_STATUS[code];
    this.details = options.details ?? {};
  }

  /** What GraphQL puts into `errors[].extensions`. */
  get extensions(): Record<string, unknown> {
    return { ...this.details, code: this.code };
  }
}
