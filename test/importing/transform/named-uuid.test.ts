import { describe, expect, test } from 'vitest';
import { namedUuid, rowIdOf, tenantIdOf } from '../../../src/importing/transform/named-uuid.js';

describe('named UUIDs', () => {
  test('are those of RFC 9562 (its example in A.4)', () => {
    expect(namedUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  test('never change: a release that changed them would import everything again', () => {
    const tenant = tenantIdOf('boston-311', 'Animal Control');
    expect(tenant).toBe('fa8ba09c-8da8-5060-b096-7d96196b3fd4');
    expect(rowIdOf(tenant, 'helpdesk.tickets', '101001240740')).toMatchInlineSnapshot(
      `"b6e48dff-d768-5533-b788-a88a09672836"`,
    );
  });
});
