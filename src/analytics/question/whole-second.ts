const SECOND_MS = 1_000;

/**
 * The end of the second that `now` lies in: where `last` ends. Whoever asks within one second thereby asks the same question, which
 * is prepared, answered and kept once.
 */
export function wholeSecond(now: Date): Date {
  return new Date(Math.ceil(now.getTime() / SECOND_MS) * SECOND_MS);
}
