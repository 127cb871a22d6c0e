import { InvalidArgumentError } from 'commander';
import { isUuid } from '../tenancy/uuid.js';

/** Reads an option or argument that is an id, in lower case. */
export function readUuid(value: string): string {
  if (!isUuid(value)) throw new InvalidArgumentError('It must be a uuid.');
  return value.toLowerCase();
}
