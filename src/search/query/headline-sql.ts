import { COMPOUND_SEPARATORS } from '../model/compound-separators.js';
import type { SearchField } from '../model/search-source.js';
import { MARKERS } from './headline-markers.js';
import type { HighlightArgument } from './highlight-marks.js';

/** Up to here a text is looked for matches: `ts_headline` parses all that it is given once more. */
const MAX_CHARACTERS = 20_000;
/** A text up to this length is shown as a whole. */
const WHOLE_CHARACTERS = 250;

const { start, stop, lessThan, seam } = MARKERS;
/** Between the parts of a compound word, where the parser may see no boundary. */
const SEPARATORS = `[${COMPOUND_SEPARATORS.replace(/[^\w]/g, '\\$&')}]+`;

/**
 * The headlines of a field as SQL expressions of type text; the first with a match counts.
 * @param configuration SQL of the `regconfig` and of the plain `tsquery` of the document's language
 * @param options SQL of the options for texts shown as a whole, and for those of which fragments are
 */
export function headlineSql(
  { column, isCompound }: SearchField,
  configuration: string,
  query: string,
  options: { readonly whole: string; readonly fragments: string },
): readonly string[] {
  const text = `translate(left(${column}, ${MAX_CHARACTERS}), ${literal(`<${start}${stop}${lessThan}${seam}`)}, ${literal(lessThan)})`;
  const choice = `case when length(${column}) <= ${WHOLE_CHARACTERS} then ${options.whole} else ${options.fragments} end`;
  const headline = (of: string): string => `ts_headline(${configuration}, ${of}, ${query}, ${choice})`;
  if (!isCompound) return [headline(text)];
  const divided = `regexp_replace(${text}, ${literal(`(${SEPARATORS})`)}, ${literal(`${seam}\\1${seam}`)}, 'g')`;
  return [headline(text), headline(divided)];
}

/** Options of `ts_headline`, for texts shown as a whole and for those of which fragments are. */
export function headlineOptions({ maxFragments, maxWords }: HighlightArgument): {
  readonly whole: string;
  readonly fragments: string;
} {
  const marks = `StartSel="${start}", StopSel="${stop}"`;
  const minWords = Math.ceil(maxWords / 2);
  return {
    whole: `${marks}, HighlightAll=true`,
    fragments: `${marks}, MaxFragments=${maxFragments}, MaxWords=${maxWords}, MinWords=${minWords}, FragmentDelimiter=" … "`,
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
