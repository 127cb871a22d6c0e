import { describe, expect, test } from 'vitest';
import { readQueryText } from '../../../src/search/query/read-query-text.js';

describe('a query', () => {
  const read = (query: string, asYouType = false) => readQueryText(query, null, asYouType);

  test.each([
    ['  two   words ', 'two words'],
    ['tab\tline\nend', 'tab line end'],
    ['a\u0000b\u202ec\u200fd\ufeff', 'a b c d'],
    ['half \ud83d and half \ude00', 'half and half'],
    ['whole 😀', 'whole 😀'],
    ['"a phrase" or -not', '"a phrase" or -not'],
    ['', ''],
    ['\u0007', ''],
  ])('is read without what cannot be seen: %j', (query, text) => {
    expect(read(query)).toEqual({ text, isPrefix: false, language: null });
  });

  test.each([
    ['prin', 'prin', true],
    ['printer fi', 'printer fi', true],
    ['printer f', 'printer', false],
    ['f', '', false],
    ['printer ', 'printer', false],
    ['"printer fi"', '"printer fi"', false],
    ['c-3', 'c-3', true],
    ['日本', '日本', true],
  ])('that is being typed is unfinished where its last word is: %j', (query, text, isPrefix) => {
    expect(read(query, true)).toEqual({ text, isPrefix, language: null });
  });

  test.each([
    ['x'.repeat(1_001), /at most 1000 characters; this one has 1001/],
    ['x '.repeat(33), /at most 32 words; this one has 33/],
    ['x/'.repeat(33), /at most 32 words/],
  ])('past a limit is refused with its name', (query, message) => {
    expect(() => read(query)).toThrow(message);
    expect(() => read(query, true)).toThrow(message);
  });

  test('in what is no language is refused', () => {
    expect(() => readQueryText('x', 'EN', false)).toThrow(/"EN" is no language/);
    expect(readQueryText('x', 'pt-BR', false).language).toBe('pt-BR');
  });
});
