import { SluiceError } from '../errors/sluice-error.js';

/** The error in place of a text that does not say any more what was written. */
export function corruptBody(hash: string, cause?: unknown): SluiceError {
  return new SluiceError(
    'CORRUPT_BODY',
    'The body of this message is not what was recorded: it has been damaged where it is kept.',
    { cause: cause ?? new Error(`The text with the hash ${hash} is damaged.`) },
  );
}
