import { expect, test } from 'vitest';
import { createSearchId, searchIdTime } from '../../../src/search/log/search-id.js';

test('an id says when its search was made, to the millisecond, and no two are alike', () => {
  const now = new Date('2026-11-21T10:20:30.456Z');
  const ids = Array.from({ length: 1_000 }, () => createSearchId(now));
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(searchIdTime(id)).toEqual(now);
  }
});

test.each(['', 'x', '0000000a-0000-4000-8000-000000000000', "'; drop table"])(
  '"%s" is no search\'s id',
  (id) => {
    expect(searchIdTime(id)).toBeNull();
  },
);
