import { unauthenticated } from './unauthenticated.js';

/** A longer token is not looked at: no issuer makes one, and hashing it would cost us more than the caller. */
const MAX_TOKEN_LENGTH = 8 * 1024;
/** RFC 6750, 2.1: the scheme in any case, one or more blanks, a b64token. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * The token in an `Authorization: Bearer …` header.
 * @throws SluiceError `UNAUTHENTICATED` for a header that is missing or has another form.
 */
export function readBearerToken(header: string | undefined): string {
  if (header === undefined || header.trim() === '') {
    throw unauthenticated('missing', 'No token was sent. Send the header "Authorization: Bearer <token>".');
  }
  if (header.length > MAX_TOKEN_LENGTH) {
    throw unauthenticated('malformed', `The token is longer than ${MAX_TOKEN_LENGTH} characters.`);
  }
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw unauthenticated(
      'malformed',
      'The Authorization header is not of the form "Bearer <token>", with a token of letters, digits and -._~+/= only.',
    );
  }
  return token;
}
