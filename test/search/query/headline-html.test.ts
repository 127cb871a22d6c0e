import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headlineHtml } from '../../../src/search/query/headline-html.js';
import { MARKERS } from '../../../src/search/query/headline-markers.js';

const MARKS = { before: '<mark>', after: '</mark>' };
const { start, stop, lessThan, seam } = MARKERS;

describe('a headline as HTML', () => {
  test('has marks where the matches are, and no other markup', () => {
    const headline = `a ${start}b${stop} ${lessThan}script> "&amp;" it's ${start}<i>${stop}`;
    expect(headlineHtml(headline, MARKS)).toBe(
      'a <mark>b</mark> &lt;script&gt; &quot;&amp;amp;&quot; it&#39;s <mark>&lt;i&gt;</mark>',
    );
  });

  test('has the marks that the caller wants, as they are', () => {
    expect(headlineHtml(`${start}a${stop}`, { before: '<b class="$&">', after: '' })).toBe('<b class="$&">a');
  });

  test('has no seams', () => {
    expect(headlineHtml(`${start}fire${stop}${seam}_${seam}1`, MARKS)).toBe('<mark>fire</mark>_1');
  });

  test('is null where nothing matches', () => {
    expect(headlineHtml(null, MARKS)).toBeNull();
    expect(headlineHtml('', MARKS)).toBeNull();
    expect(headlineHtml(`a ${lessThan} b`, MARKS)).toBeNull();
  });

  test('is safe whatever the text, and its marks come in pairs wherever the markers are', () => {
    const character = fc.oneof(
      fc.constantFrom(...Object.values(MARKERS), '<', '>', '&', '"', "'", '/', 'mark', '\ud83d', '&lt;'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(character), (pieces) => {
        const html = headlineHtml(pieces.join(''), MARKS) ?? '';
        const outside = html.split(/<mark>|<\/mark>/);
        // One mark after the other, never one in another.
        expect(html.match(/<\/?mark>/g) ?? []).toEqual(
          Array.from({ length: outside.length - 1 }, (_, n) => (n % 2 === 0 ? '<mark>' : '</mark>')),
        );
        expect((outside.length - 1) % 2).toBe(0);
        for (const text of outside) {
          expect(text).not.toMatch(/[<>"']/);
          expect(text).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
        }
      }),
    );
  });
});
