import { ReplyError } from 'ioredis';
import type { RedisFailure } from './cache-monitor.js';
import { LateError } from './within-time.js';

/** An error of a command or a connection, understood. */
export interface RedisTrouble {
  readonly failure: RedisFailure;
  /** For the log. */
  readonly reason: string;
  /** False where the next command may well work. */
  readonly isDefinite: boolean;
}

/** Says what an error of the client means. */
export function readRedisError(error: unknown): RedisTrouble {
  const { message, code } = error as { readonly message?: string; readonly code?: string };
  // Where a name has several addresses, the error is one of all of them, without a message.
  const reason = message || code || String(error);
  if (error instanceof LateError) return { failure: 'slow', reason, isDefinite: false };
  if (!(error instanceof ReplyError)) return { failure: 'unreachable', reason, isDefinite: true };
  if (/\bWRONGTYPE\b/.test(reason)) return { failure: 'corrupt', reason, isDefinite: false };
  return { failure: /\bOOM\b/.test(reason) ? 'full' : 'refused', reason, isDefinite: true };
}
