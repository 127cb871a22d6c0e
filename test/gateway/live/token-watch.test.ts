import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SluiceError } from '../../../src/errors/sluice-error.js';
import { TokenWatch } from '../../../src/gateway/live/token-watch.js';
import type { Principal } from '../../../src/tenancy/principal.js';
import type { Authenticator } from '../../../src/tokens/authenticator.js';
import { unauthenticated } from '../../../src/tokens/unauthenticated.js';

const CHECK_MS = 30_000;

describe('the watch over the tokens of open connections', () => {
  let checked: string[];
  let answer: () => Principal | Promise<Principal>;
  let watch: TokenWatch;

  const principal = (changes: Partial<Principal> = {}): Principal => ({
    tenantId: 'a',
    subject: 'somebody',
    scopes: new Set(['helpdesk:read'] as const),
    expiresAtMs: null,
    tokenId: null,
    ...changes,
  });

  beforeEach(() => {
    vi.useFakeTimers();
    checked = [];
    answer = () => principal();
    watch = new TokenWatch(
      {
        authenticate: async (header: string) => {
          checked.push(header);
          return answer();
        },
      } as unknown as Authenticator,
      CHECK_MS,
    );
  });
  afterEach(() => void vi.useRealTimers());

  const passing = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  test('checks a token once, however many connections it has, until the last has gone', async () => {
    const ends = Array.from({ length: 100 }, () => watch.watch('token', principal(), () => undefined));
    await passing(3 * CHECK_MS);
    expect(checked).toHaveLength(3);
    for (const end of ends.slice(1)) end();
    await passing(CHECK_MS);
    expect(checked).toHaveLength(4);
    ends[0]!();
    await passing(10 * CHECK_MS);
    expect(checked).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('tells all its connections once when it is refused, and nobody else', async () => {
    const refused: string[] = [];
    for (const name of ['one', 'two'])
      watch.watch('token', principal(), ({ code }) => refused.push(`${name} ${code}`));
    const other = watch.watch('other', principal(), () => refused.push('other'));
    answer = () => {
      if (checked.at(-1) === 'token') throw unauthenticated('unknown_token', 'Revoked.');
      return principal();
    };
    await passing(5 * CHECK_MS);
    expect(refused).toEqual(['one UNAUTHENTICATED', 'two UNAUTHENTICATED']);
    other();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('checks when it expires, not a check later', async () => {
    const expiresAtMs = Date.now() + 10_000;
    const refused: SluiceError[] = [];
    watch.watch('token', principal({ expiresAtMs }), (error) => refused.push(error));
    answer = () => {
      throw unauthenticated('expired', 'Expired.');
    };
    // Clocks may differ by five seconds.
    await passing(14_999);
    expect(refused).toEqual([]);
    await passing(1);
    expect(refused).toHaveLength(1);
  });

  test('lets go on what cannot be checked right now, but not past its expiry', async () => {
    const refused: SluiceError[] = [];
    watch.watch('forever', principal(), (error) => refused.push(error));
    watch.watch('token', principal({ expiresAtMs: Date.now() + 2 * CHECK_MS }), (error) =>
      refused.push(error),
    );
    answer = () => {
      throw new SluiceError('ISSUER_UNAVAILABLE', 'Away.');
    };
    await passing(2 * CHECK_MS);
    expect(refused).toEqual([]);
    await passing(CHECK_MS);
    expect(refused).toMatchObject([{ code: 'UNAUTHENTICATED', details: { reason: 'expired' } }]);
  });

  test.each([
    ['another tenant', { tenantId: 'b' }],
    ['fewer scopes', { scopes: new Set<never>() }],
    ['more scopes', { scopes: new Set(['helpdesk:read', 'records'] as const) }],
  ] satisfies [string, Partial<Principal>][])('ends what stands for %s now', async (_name, changes) => {
    const refused: SluiceError[] = [];
    watch.watch('token', principal(), (error) => refused.push(error));
    answer = () => principal(changes);
    await passing(CHECK_MS);
    expect(refused).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  });

  test('says nothing to a connection that went while its token was checked', async () => {
    let refuse!: () => void;
    answer = () =>
      new Promise(
        (_resolve, reject) => (refuse = () => reject(unauthenticated('unknown_token', 'Revoked.'))),
      );
    const refused: SluiceError[] = [];
    const end = watch.watch('token', principal(), (error) => refused.push(error));
    await passing(CHECK_MS);
    end();
    refuse();
    await passing(CHECK_MS);
    expect(refused).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
