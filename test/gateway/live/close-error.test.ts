import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/errors/sluice-error.js';
import { CloseError } from '../../../src/gateway/live/close-error.js';

describe('the end of a WebSocket', () => {
  test.each([
    ['UNAUTHENTICATED', 4403],
    ['RATE_LIMITED', 1013],
    ['ISSUER_UNAVAILABLE', 1013],
    ['DATABASE_UNAVAILABLE', 1013],
  ] as const)('for %s has the code %i', (code, expected) => {
    expect(CloseError.of(new SluiceError(code, 'Why.'))).toMatchObject({ code: expected, reason: 'Why.' });
  });

  test.each([
    ['a'.repeat(123), 'a'.repeat(123)],
    ['a'.repeat(124), `${'a'.repeat(119)} …`],
    ['ü'.repeat(100), `${'ü'.repeat(59)} …`],
    ['🙂'.repeat(40), `${'🙂'.repeat(29)} …`],
  ])('has a reason that fits into a close frame', (message, reason) => {
    expect(new CloseError(4400, message).reason).toBe(reason);
    expect(Buffer.byteLength(new CloseError(4400, message).reason)).toBeLessThanOrEqual(123);
  });
});
