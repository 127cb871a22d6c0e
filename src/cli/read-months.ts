import { InvalidArgumentError } from 'commander';

/** As far back as a number of months may reach. */
export const MAX_RETENTION_MONTHS = 1200;

/** Reads an option that is a number of months, up to `maximum`. */
export function readMonths(maximum: number): (value: string) => number {
  return (value) => {
    const months = Number(value);
    if (!/^\d+$/.test(value) || months < 1 || months > maximum) {
      throw new InvalidArgumentError(`Months are a whole number from 1 to ${maximum}.`);
    }
    return months;
  };
}
