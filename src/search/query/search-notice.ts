import type { SearchQuestion } from './search-question.js';
import { SEARCH_BOUND } from './search-statements.js';

/** What a notice is about. */
export interface NoticedAnswer {
  /** Whether there was anything to look up. */
  readonly hasWords: boolean;
  readonly total: number;
  readonly correctedQuery: string | null;
  /** The types with more matches than were ranked, as GraphQL names them. */
  readonly boundedTypes: readonly string[];
}

const LIST = new Intl.ListFormat('en');
const BOUND = SEARCH_BOUND.toLocaleString('en');
const WORD = /[\p{L}\p{N}]/u;

/** What a reader of search results should know, in a sentence or two; null where there is nothing. */
export function searchNotice(
  { typed, language }: Pick<SearchQuestion, 'typed' | 'language'>,
  { hasWords, total, correctedQuery, boundedTypes }: NoticedAnswer,
): string | null {
  if (!WORD.test(typed)) return 'The query has no word to search for.';
  if (!hasWords && language !== null) return `There is no text in the language "${language}".`;
  if (total === 0) return `Nothing matches "${typed}".`;
  const sentences: string[] = [];
  if (correctedQuery !== null) {
    sentences.push(`Nothing matches "${typed}". These are the results for "${correctedQuery}".`);
  }
  if (boundedTypes.length > 0) {
    const kinds = LIST.format(boundedTypes.map((type) => `${type.toLowerCase().replaceAll('_', ' ')}s`));
    const each = boundedTypes.length > 1 ? ' of each' : '';
    sentences.push(`More than ${BOUND} ${kinds} match; the newest ${BOUND}${each} were ranked and counted.`);
  }
  return sentences.length === 0 ? null : sentences.join(' ');
}
