import { describe, expect, test } from 'vitest';
import { RawPayloads } from '../../../src/gateway/live/raw-payloads.js';

describe('raw payloads', () => {
  const raw = '{"data":{"a" : [1,2]}}';

  test('stand in their message as they are', () => {
    const payloads = new RawPayloads();
    const message = JSON.stringify({ id: '1', type: 'next', payload: payloads.payload(raw) });
    expect(payloads.complete(message)).toBe(`{"id":"1","type":"next","payload":${raw}}`);
  });

  test('leave all other messages alone', () => {
    const payloads = new RawPayloads();
    for (const message of ['{"type":"pong","payload":null}', '{"id":"1","type":"complete"}']) {
      expect(payloads.complete(message)).toBe(message);
    }
  });

  test('never land in another message', () => {
    const payloads = new RawPayloads();
    JSON.stringify({ id: '1', payload: payloads.payload(raw), type: 'next' });
    expect(() => payloads.complete('{"id":"1","payload":null,"type":"next"}')).toThrow(/payload last/);
    expect(payloads.complete('{"type":"pong","payload":null}')).toBe('{"type":"pong","payload":null}');
  });
});
