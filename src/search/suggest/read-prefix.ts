import { SluiceError } from '../../errors/sluice-error.js';
import { withoutInvisible } from '../query/without-invisible.js';

/** Titles are cut to 200 characters, and nobody types half of one. */
export const MAX_PREFIX_CHARACTERS = 100;

/**
 * Reads what somebody has begun to type: invisible characters count as blanks, and blanks are single. One at the end stays, for it
 * finishes a word. '' where nothing is left, to which there are no suggestions.
 * @throws SluiceError `BAD_USER_INPUT` for one that is empty or too long.
 */
export function readPrefix(prefix: string): string {
  if (prefix.length < 1 || prefix.length > MAX_PREFIX_CHARACTERS) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `prefix has from 1 to ${MAX_PREFIX_CHARACTERS} characters; this one has ${prefix.length}.`,
    );
  }
  return withoutInvisible(prefix).replace(/\s+/g, ' ').trimStart();
}
