import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'slc_';
const SECRET_BYTES = 32;

/** A new opaque token: 256 random bits behind a prefix that secret scanners can find. */
export function createAccessToken(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Whether a bearer token is one of ours and not a JWT. */
export function isAccessToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** What is stored of a token. A token of 256 random bits needs no salt and no slow hash. */
export function hashAccessToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
