import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../src/errors/sluice-error.js';
import { describeFailure } from '../../src/worker/describe-failure.js';

const databaseError = (code: string, message: string, hint?: string): Error =>
  Object.assign(new Error(message), { code, detail: 'Key (email)=(jane@example.org) exists.', hint });

describe('what is kept of a failure', () => {
  test("is PostgreSQL's message with its hint", () => {
    expect(describeFailure(databaseError('42501', 'permission denied for table tickets'))).toEqual({
      message: 'permission denied for table tickets',
      code: '42501',
    });
    expect(describeFailure(databaseError('55000', 'The owner does not see all.', 'Run: …')).message).toBe(
      'The owner does not see all. Run: …',
    );
  });

  test.each(['22P02', '22003', '23505'])('quotes no value of a row: %s', (code) => {
    const failure = describeFailure(databaseError(code, 'invalid input: "jane@example.org"'));
    expect(failure).toEqual({
      message: "PostgreSQL refused a value. Its words stand in the worker's log.",
      code,
    });
  });

  test('is our own message and code, or whatever was thrown', () => {
    expect(describeFailure(new SluiceError('CONFIGURATION', 'No.'))).toEqual({
      message: 'No.',
      code: 'CONFIGURATION',
    });
    expect(describeFailure('what')).toEqual({ message: 'what', code: null });
  });
});
