import { readSearchText } from '../../analytics/question/search-text.js';
import { withoutInvisible } from './without-invisible.js';

/** A query as it is searched for. */
export interface QueryText {
  /** Without control characters, and with single blanks; '' where nothing is left. */
  readonly text: string;
  /** Whether the last word may be the beginning of one. */
  readonly isPrefix: boolean;
  /** As in `en` or `pt-BR`; null for all languages that the tenant's texts have. */
  readonly language: string | null;
}

/** Ends with a word. */
const UNFINISHED = /[\p{L}\p{N}]$/u;

/** The one letter that somebody has just begun a word with: nearly every document has a word that begins so. */
const FIRST_LETTER = /(?<![\p{L}\p{N}"-])[\p{L}\p{N}]$/u;

/**
 * Reads what somebody has typed. Invisible characters count as blanks.
 * @param asYouType whether the last word is unfinished, unless a blank or a quote follows it. Of one letter, it is left out.
 * @throws SluiceError `BAD_USER_INPUT` for a query past the limits, and for what is no language.
 */
export function readQueryText(query: string, language: string | null, asYouType: boolean): QueryText {
  const visible = withoutInvisible(query);
  readSearchText({ search: visible, language });
  const typed = visible.replace(/\s+/g, ' ').trimStart();
  if (!asYouType || !UNFINISHED.test(typed)) return { text: typed.trim(), isPrefix: false, language };
  const finished = typed.replace(FIRST_LETTER, '');
  return { text: finished.trim(), isPrefix: finished === typed, language };
}
