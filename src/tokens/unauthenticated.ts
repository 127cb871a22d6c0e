import { SluiceError } from '../errors/sluice-error.js';

/** Why a caller was turned away; `extensions.reason` of the error. */
export type Refusal =
  | 'missing'
  | 'malformed'
  | 'expired'
  | 'not_yet_valid'
  | 'bad_signature'
  | 'unsupported_algorithm'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'invalid_claim'
  | 'unknown_token'
  | 'unknown_tenant';

/** The error for a caller without a valid token. Its message says what is wrong with the token, never what is in the database. */
export function unauthenticated(reason: Refusal, message: string, cause?: unknown): SluiceError {
  return new SluiceError('UNAUTHENTICATED', message, { cause, details: { reason } });
}
