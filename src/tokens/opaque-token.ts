import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'slc_';
const RANDOM_BYTES = 32;
/** 32 bytes are 43 characters of base64url. */
const OPAQUE_TOKEN = /^slc_[A-Za-z0-9_-]{43}$/;

/** A new opaque token: `slc_` and 256 random bits in base64url. The prefix lets secret scanners find one that has leaked. */
export function createOpaqueToken(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/** Whether `token` is meant as an opaque token, well-formed or not. A JWT never begins so. */
export function isOpaqueToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Whether `token` has the form that {@link createOpaqueToken} makes. */
export function isWellFormedOpaqueToken(token: string): boolean {
  return OPAQUE_TOKEN.test(token);
}

/**
 * What is stored of an opaque token: its SHA-256. A plain hash is enough for 256 random bits, which nobody can guess; salt and
 * stretching are for passwords.
 */
export function hashOpaqueToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
