import { describe, expect, test } from 'vitest';
import { datasetsOf } from '../../src/analytics/graphql/bind-datasets.js';
import type { Dataset } from '../../src/analytics/model/dataset.js';
import { assertTextSources } from '../../src/domains/assert-text-sources.js';
import { createSluiceSchema } from '../../src/domains/schema.js';

describe('a dataset that is filtered by text', () => {
  const tickets = datasetsOf(createSluiceSchema()).find(({ table }) => table === 'helpdesk.tickets')!;
  const with_ = (change: Partial<Dataset>): readonly Dataset[] => [{ ...tickets, ...change }];

  test.each<[string, Partial<Dataset>, RegExp]>([
    [
      'a source that there is not',
      { text: { source: 'helpdesk.nothing', scope: 'records' } },
      /"helpdesk\.nothing", which is no search source of helpdesk\.tickets/,
    ],
    [
      "another table's source",
      { text: { source: 'helpdesk.comments', scope: 'records' } },
      /"helpdesk\.comments", which is no search source of helpdesk\.tickets/,
    ],
    [
      'less than the scopes of a search',
      { text: { source: 'helpdesk.tickets', scope: 'pii' } },
      /without the scope "records"/,
    ],
    ['another time', { time: tickets.dimensions.get('resolvedAt')! }, /goes by resolved_at/],
  ])('may not have %s', (_what, change, message) => {
    expect(() => assertTextSources(with_(change))).toThrow(message);
  });

  test('may have its own', () => {
    expect(() => assertTextSources([tickets])).not.toThrow();
    expect(() => assertTextSources(with_({ text: null }))).not.toThrow();
  });
});
