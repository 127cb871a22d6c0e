import { COMPOUND_SEPARATORS } from '../model/compound-separators.js';
import type { SearchField } from '../model/search-source.js';
import { MARKERS } from './headline-markers.js';
import type { HighlightArgument } from './highlight-marks.js';

/**
 * Up to here a text is looked for matches, and all texts of a page together: `ts_headline` parses all that it is given once more, about a
 * million characters a second where many words are sought.
 */
const MAX_CHARACTERS = 20_000;
const MAX_PAGE_CHARACTERS = 400_000;
/** A text up to this length is shown as a whole. */
const WHOLE_CHARACTERS = 250;

const { start, stop, lessThan, seam } = MARKERS;

/** Regular expressions for what is no part of a word, though the parser may take it for one where the locale is C: as `sluice.search_text`. */
const NO_LETTERS = String.raw`[\u00a0\u00a1\u00ab\u00b7\u00bb\u00bf\u061c\u1680\u180e\u2000-\u206f\u3000-\u3003\u3008-\u3011\ufeff\uff01-\uff0f\uff1a-\uff20]+`;
/** And between the parts of a compound word, where the parser may see no boundary. */
const SEPARATORS = `[${COMPOUND_SEPARATORS.replace(/[^\w]/g, '\\$&')}]+|${NO_LETTERS}`;

/**
 * The headlines of a field as SQL expressions of type text; the first with a match counts.
 * @param configuration SQL of the `regconfig` and of the plain `tsquery` of the document's language
 * @param limits SQL of {@link headlineLimits}
 */
export function headlineSql(
  { column, isCompound }: SearchField,
  configuration: string,
  query: string,
  { whole, fragments, characters }: Readonly<Record<keyof HeadlineLimits, string>>,
): readonly string[] {
  const text = `translate(left(${column}, ${characters}), ${literal(`<${start}${stop}${lessThan}${seam}`)}, ${literal(lessThan)})`;
  const divided = `case when octet_length(${column}) = length(${column}) then ${text} else ${divide(text, NO_LETTERS)} end`;
  const choice = `case when length(${column}) <= ${WHOLE_CHARACTERS} then ${whole} else ${fragments} end`;
  const headline = (of: string): string => `ts_headline(${configuration}, ${of}, ${query}, ${choice})`;
  return isCompound ? [headline(divided), headline(divide(text, SEPARATORS))] : [headline(divided)];
}

/** SQL of a text with seams around what a regular expression finds. */
function divide(text: string, pattern: string): string {
  return `regexp_replace(${text}, ${literal(`(${pattern})`)}, ${literal(`${seam}\\1${seam}`)}, 'g')`;
}

/** Of the headlines of a page. */
export interface HeadlineLimits {
  /** Options of `ts_headline` for texts shown as a whole. */
  readonly whole: string;
  /** And for those of which fragments are. */
  readonly fragments: string;
  /** How much of a text is looked at. */
  readonly characters: number;
}

/** The limits for a page of so many hits. */
export function headlineLimits({ maxFragments, maxWords }: HighlightArgument, hits: number): HeadlineLimits {
  const marks = `StartSel="${start}", StopSel="${stop}"`;
  const minWords = Math.ceil(maxWords / 2);
  return {
    whole: `${marks}, HighlightAll=true`,
    fragments: `${marks}, MaxFragments=${maxFragments}, MaxWords=${maxWords}, MinWords=${minWords}, FragmentDelimiter=" … "`,
    characters: Math.min(MAX_CHARACTERS, Math.floor(MAX_PAGE_CHARACTERS / hits)),
  };
}

/** Characters of our own as an SQL literal, control characters written out. */
function literal(text: string): string {
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0)!;
    if (character === '\\') return '\\\\';
    return code < 0x20 || character === "'" ? `\\x${code.toString(16).padStart(2, '0')}` : character;
  });
  return `e'${escaped.join('')}'`;
}
