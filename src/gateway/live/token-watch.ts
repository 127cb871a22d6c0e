import type { Principal } from '../../tenancy/principal.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { Authenticator } from '../../tokens/authenticator.js';
import { CLOCK_TOLERANCE_SECONDS } from '../../tokens/jwt-rules.js';
import { unauthenticated } from '../../tokens/unauthenticated.js';

/** Told once that a token is not good any more. */
export type OnRefused = (error: SluiceError) => void;

interface WatchedToken {
  readonly principal: Principal;
  readonly members: Set<OnRefused>;
  timer: NodeJS.Timeout;
}

/**
 * Checks the tokens of open connections again: when they expire, and every now and then, since a partner's token can be revoked. However
 * many connections one token has, it is checked once for all of them.
 */
export class TokenWatch {
  readonly #authenticator: Authenticator;
  readonly #checkMs: number;
  readonly #tokens = new Map<string, WatchedToken>();

  constructor(authenticator: Authenticator, checkMs: number) {
    this.#authenticator = authenticator;
    this.#checkMs = checkMs;
  }

  /**
   * @param header the value of `Authorization` that was accepted just now, for `principal`
   * @returns what ends the watch
   */
  watch(header: string, principal: Principal, onRefused: OnRefused): () => void {
    let token = this.#tokens.get(header);
    if (token === undefined) {
      token = { principal, members: new Set(), timer: this.#schedule(header, principal) };
      this.#tokens.set(header, token);
    }
    const { members } = token;
    // A closure of its own: the same callback may watch twice.
    const member: OnRefused = (error) => onRefused(error);
    members.add(member);
    return () => {
      members.delete(member);
      if (members.size === 0 && this.#tokens.get(header)?.members === members) this.#forget(header);
    };
  }

  #schedule(header: string, principal: Principal): NodeJS.Timeout {
    const waitMs = Math.min(this.#checkMs, Math.max(0, endOf(principal) - Date.now()));
    return setTimeout(() => void this.#check(header), waitMs);
  }

  async #check(header: string): Promise<void> {
    const token = this.#tokens.get(header)!;
    const refusal = await this.#refusalOf(header, token.principal);
    if (this.#tokens.get(header) !== token) return;
    if (refusal === null) {
      token.timer = this.#schedule(header, token.principal);
      return;
    }
    this.#forget(header);
    for (const member of [...token.members]) member(refusal);
  }

  /** Why the token must not be used any more; null where it may be, or where that cannot be said right now. */
  async #refusalOf(header: string, before: Principal): Promise<SluiceError | null> {
    try {
      const now = await this.#authenticator.authenticate(header);
      return isSame(now, before)
        ? null
        : unauthenticated('invalid_claim', 'The token stands for something else now. Connect again.');
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'UNAUTHENTICATED') return error;
      // Its expiry needs nobody's word.
      return Date.now() < endOf(before)
        ? null
        : unauthenticated('expired', 'The token has expired. Get a new one.');
    }
  }

  #forget(header: string): void {
    clearTimeout(this.#tokens.get(header)?.timer);
    this.#tokens.delete(header);
  }
}

/** From when on a token is refused, in ms since the epoch. */
function endOf({ expiresAtMs }: Principal): number {
  return expiresAtMs === null ? Number.POSITIVE_INFINITY : expiresAtMs + CLOCK_TOLERANCE_SECONDS * 1000;
}

function isSame(one: Principal, other: Principal): boolean {
  return (
    one.tenantId === other.tenantId &&
    one.scopes.size === other.scopes.size &&
    [...one.scopes].every((scope) => other.scopes.has(scope))
  );
}
