import { SluiceError } from './sluice-error.js';

/** @throws SluiceError `BAD_USER_INPUT` where a number that a client gave is not from 1 to `max`. */
export function assertFromOneTo(name: string, value: number, max: number): void {
  if (value >= 1 && value <= max) return;
  throw new SluiceError('BAD_USER_INPUT', `${name} is ${value}; it must be from 1 to ${max}.`);
}
