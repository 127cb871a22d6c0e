import { errors } from 'jose';
import type { JwtSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import { PUBLISHED_KEY_ALGORITHMS, SECRET_ALGORITHMS } from './jwt-rules.js';
import { unauthenticated } from './unauthenticated.js';

/**
 * Says in a client's words what `jose` found wrong with a token.
 * @returns `UNAUTHENTICATED` for a fault of the token, `ISSUER_UNAVAILABLE` for one of the issuer or the way to it.
 */
export function explainJwtError(error: unknown, settings: JwtSettings): SluiceError {
  if (error instanceof SluiceError) return error;
  if (error instanceof errors.JWTExpired) {
    return unauthenticated(
      'expired',
      `The token expired at ${instant(error.payload.exp)}. Get a new one.`,
      error,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) return explainClaim(error, settings);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    const allowed = settings.secret === null ? PUBLISHED_KEY_ALGORITHMS : SECRET_ALGORITHMS;
    return unauthenticated(
      'unsupported_algorithm',
      `The token's signature algorithm is not accepted here. Accepted: ${allowed.join(', ')}.`,
      error,
    );
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKInvalid
  ) {
    return unauthenticated(
      'bad_signature',
      "The token's signature does not match a key of its issuer.",
      error,
    );
  }
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWEInvalid
  ) {
    return unauthenticated(
      'malformed',
      'The token is neither a JWT nor an access token of this server.',
      error,
    );
  }
  return new SluiceError(
    'ISSUER_UNAVAILABLE',
    "The token cannot be checked right now: its issuer's keys cannot be fetched. Try again in a moment.",
    { cause: error },
  );
}

function explainClaim(error: errors.JWTClaimValidationFailed, settings: JwtSettings): SluiceError {
  const { claim, reason, payload } = error;
  if (reason === 'missing') {
    return unauthenticated('invalid_claim', `The token has no claim "${claim}".`, error);
  }
  switch (claim) {
    case 'iss':
      return unauthenticated('wrong_issuer', `The token was not issued by "${settings.issuer}".`, error);
    case 'aud':
      return unauthenticated(
        'wrong_audience',
        `The token is not meant for the audience "${settings.audience}".`,
        error,
      );
    case 'nbf':
      return reason === 'check_failed'
        ? unauthenticated('not_yet_valid', `The token is not valid before ${instant(payload.nbf)}.`, error)
        : unauthenticated('invalid_claim', 'The token\'s claim "nbf" is not a number.', error);
    default:
      return unauthenticated('invalid_claim', `The token's claim "${claim}" is not valid.`, error);
  }
}

function instant(seconds: number | undefined): string {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? 'an unknown time' : date.toISOString();
}
