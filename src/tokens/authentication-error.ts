import { SluiceError } from '../errors/sluice-error.js';

/** The refusal of a token: what is wrong with it, in words that tell its holder what to do and an attacker nothing. */
export function unauthenticated(message: string, cause?: unknown): SluiceError {
  return new SluiceError('UNAUTHENTICATED', message, { cause });
}
