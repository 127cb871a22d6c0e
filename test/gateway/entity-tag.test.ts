import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ExecutionRequest } from '../../src/analytics/execution/execution-request.js';
import type { AnswerKey } from '../../src/cache/answer-cache.js';
import { entityTag, isNamedIn } from '../../src/gateway/entity-tag.js';

const KEY: AnswerKey = {
  tenantId: '00000000-0000-4000-8000-000000000001',
  restrictions: '',
  scopes: 'helpdesk:read',
  question: 'a hash',
  dataVersion: 'e1.1',
};
const TEXT = 'query One($a: Int) { a: __typename } query Two { b: __typename }';

function requestFor(changes: Partial<ExecutionRequest> = {}): ExecutionRequest {
  return {
    document: parse(TEXT),
    operationName: 'One',
    variables: { a: 1 },
    contextValue: null as never,
    ...changes,
  };
}

describe('an entity tag', () => {
  const tag = entityTag(requestFor(), KEY);

  test('is a weak one, and the same each time', () => {
    expect(tag).toMatch(/^W\/"[A-Za-z0-9_-]{22}"$/);
    expect(entityTag(requestFor(), { ...KEY })).toBe(tag);
  });

  test.each<Partial<AnswerKey>>([
    { tenantId: '00000000-0000-4000-8000-000000000002' },
    { restrictions: 'team = 7' },
    { scopes: 'helpdesk:read pii' },
    { question: 'another hash' },
    { dataVersion: 'e1.2' },
    { dataVersion: 'e2.1' },
  ])('is another with %j', (change) => {
    expect(entityTag(requestFor(), { ...KEY, ...change })).not.toBe(tag);
  });

  test.each<[string, Partial<ExecutionRequest>]>([
    ['document', { document: parse(TEXT.replace('a: __typename', 'c: __typename')) }],
    ['operation', { operationName: 'Two' }],
    ['variable', { variables: { a: 2 } }],
    ['lack of variables', { variables: null }],
  ])('is another for another %s', (_case, change) => {
    expect(entityTag(requestFor(change), KEY)).not.toBe(tag);
  });

  test('is the same whether what is missing is null or not there', () => {
    const [absent, given] = [
      requestFor({ operationName: undefined, variables: undefined }),
      requestFor({ operationName: null, variables: null }),
    ];
    expect(entityTag(absent, KEY)).toBe(entityTag(given, KEY));
  });
});

describe('If-None-Match', () => {
  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['W/"a"', true],
    ['"a"', true],
    ['"b", W/"a"', true],
    ['"b",W/"c"', false],
    ['a', false],
    ['*', true],
  ])('%s names W/"a": %s', (header, expected) => {
    expect(isNamedIn(header, 'W/"a"')).toBe(expected);
  });
});
