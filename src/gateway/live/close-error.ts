import type { SluiceError } from '../../errors/sluice-error.js';

/**
 * The close codes of WebSockets beside graphql-ws's own. 4403 is what that library closes with where it is told "forbidden"; its client
 * connects again after it, with a new token where it has one.
 */
export const CLOSE_CODE = {
  goingAway: 1001,
  tryAgainLater: 1013,
  forbidden: 4403,
  /** The reader is too slow. */
  tooSlow: 4413,
  internalError: 4500,
} as const;

/** A close frame has room for this many bytes of reason (RFC 6455, 5.5). */
const MAX_REASON_BYTES = 123;

/** What ends a WebSocket, with the code and the reason of its close frame. */
export class CloseError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'CloseError';
    this.code = code;
  }

  /** How an error that is not about one operation ends the connection. */
  static of({ code, message }: SluiceError): CloseError {
    return new CloseError(
      code === 'UNAUTHENTICATED' ? CLOSE_CODE.forbidden : CLOSE_CODE.tryAgainLater,
      message,
    );
  }

  /** The message, as far as a close frame has room for it. */
  get reason(): string {
    const bytes = Buffer.from(this.message);
    if (bytes.length <= MAX_REASON_BYTES) return this.message;
    // A character that is cut in half would not be UTF-8 any more.
    return (
      bytes
        .subarray(0, MAX_REASON_BYTES - 4)
        .toString()
        .replace(/\ufffd+$/, '') + ' …'
    );
  }
}
