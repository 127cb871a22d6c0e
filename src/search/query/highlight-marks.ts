import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import { SluiceError } from '../../errors/sluice-error.js';

/** How matches are shown, as a caller says it. */
export interface HighlightArgument {
  readonly before: string;
  readonly after: string;
  readonly maxFragments: number;
  readonly maxWords: number;
}

/** How matches are shown unless told. */
export const DEFAULT_HIGHLIGHT: HighlightArgument = {
  before: '<mark>',
  after: '</mark>',
  maxFragments: 2,
  maxWords: 24,
};

const MAX_MARK_LENGTH = 200;
export const MAX_FRAGMENTS = 10;
export const MIN_WORDS = 4;
export const MAX_WORDS = 100;

/**
 * Passes what is within the limits. What the marks are is the caller's own affair: they go into the caller's page as they are.
 * @throws SluiceError `BAD_USER_INPUT`.
 */
export function assertHighlight(highlight: HighlightArgument): void {
  const { maxFragments, maxWords } = highlight;
  for (const name of ['before', 'after'] as const) {
    if (highlight[name].length > MAX_MARK_LENGTH) {
      throw new SluiceError('BAD_USER_INPUT', `highlight.${name} has at most ${MAX_MARK_LENGTH} characters.`);
    }
  }
  assertFromOneTo('highlight.maxFragments', maxFragments, MAX_FRAGMENTS);
  if (maxWords < MIN_WORDS || maxWords > MAX_WORDS) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `highlight.maxWords is ${maxWords}; it must be from ${MIN_WORDS} to ${MAX_WORDS}.`,
    );
  }
}
