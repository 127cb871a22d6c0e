import { SluiceError } from '../../errors/sluice-error.js';

/** @throws SluiceError `BAD_USER_INPUT` where a list that a client gave is longer than `max`. */
export function assertAtMost(list: readonly unknown[], max: number, what: string, isDone: string): void {
  if (list.length <= max) return;
  throw new SluiceError(
    'BAD_USER_INPUT',
    `There are ${list.length.toLocaleString('en')} ${what}; at most ${max.toLocaleString('en')} are ${isDone} at once.`,
  );
}
