import { MARKERS } from './headline-markers.js';
import type { HighlightArgument } from './highlight-marks.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A headline as HTML that may stand in a page, as an element's content or in an attribute: everything that comes from the text is escaped,
 * piece by piece, and only then the caller's marks are put around the matches. Null where nothing in it matches.
 */
export function headlineHtml(
  headline: string | null,
  { before, after }: Pick<HighlightArgument, 'before' | 'after'>,
): string | null {
  if (headline === null || !headline.includes(MARKERS.start)) return null;
  let html = '';
  let isOpen = false;
  for (const piece of headline.split(PIECES)) {
    if (piece === MARKERS.start || piece === MARKERS.stop) {
      const opens = piece === MARKERS.start;
      // Whatever the headline says, marks come in pairs.
      if (opens !== isOpen) html += opens ? before : after;
      isOpen = opens;
    } else {
      html += escapeHtml(piece);
    }
  }
  return isOpen ? html + after : html;
}

const PIECES = new RegExp(`([${MARKERS.start}${MARKERS.stop}])`);

function escapeHtml(text: string): string {
  return text
    .replaceAll(MARKERS.seam, '')
    .replaceAll(MARKERS.lessThan, '<')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
