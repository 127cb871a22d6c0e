import { SluiceError } from '../../errors/sluice-error.js';

/** What somebody searches for, as GraphQL's `TextFilter` says it. */
export interface TextFilterInput {
  readonly search: string;
  readonly language?: string | null;
}

/** A search within its limits. */
export interface SearchText {
  readonly search: string;
  /** As in `en` or `pt-BR`; null for all languages that the tenant's texts have. */
  readonly language: string | null;
}

/** More than anybody types, and little enough to be parsed at once. */
export const MAX_SEARCH_CHARACTERS = 1_000;
/** Each word is a look-up of its own. */
export const MAX_SEARCH_WORDS = 32;

const WORD = /[\p{L}\p{N}]+/gu;
const LANGUAGE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/**
 * Reads what somebody searches for. One without any word is no error: it finds nothing.
 * @throws SluiceError `BAD_USER_INPUT` past a limit, for a NUL character, and for what is no language.
 */
export function readSearchText({ search, language = null }: TextFilterInput): SearchText {
  if (search.length > MAX_SEARCH_CHARACTERS) {
    throw refused(`A search has at most ${MAX_SEARCH_CHARACTERS} characters; this one has ${search.length}.`);
  }
  const words = search.match(WORD)?.length ?? 0;
  if (words > MAX_SEARCH_WORDS) {
    throw refused(`A search has at most ${MAX_SEARCH_WORDS} words; this one has ${words}.`);
  }
  if (search.includes('\u0000')) throw refused('The search holds a NUL character, which no text can have.');
  if (language !== null && !LANGUAGE.test(language)) {
    throw refused(`"${language.slice(0, 64)}" is no language: write it as in "en" or "pt-BR".`);
  }
  return { search, language };
}

function refused(message: string): SluiceError {
  return new SluiceError('BAD_USER_INPUT', message);
}
