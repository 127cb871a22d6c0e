import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBody, encodeBody } from '../../src/content/body-codec.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.nat(500))
    .map(([part, times]) => part.repeat(times)),
);

describe('the codec of bodies', () => {
  test('gives back every text as it was, in no more bytes', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const encoded = await encodeBody(given);
        expect(encoded.bytes.length).toBeLessThanOrEqual(encoded.rawBytes);
        expect(await decodeBody(encoded)).toBe(given);
      }),
    );
  });

  test('notices each bit that is not as it was', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), fc.nat(7), async (given, at, bit) => {
        const encoded = await encodeBody(given);
        fc.pre(encoded.bytes.length > 0);
        const bytes = Buffer.from(encoded.bytes);
        bytes[at % bytes.length]! ^= 1 << bit;
        const decoded = await decodeBody({ ...encoded, bytes }).catch((error: unknown) => error);
        // A bit that says nothing, such as padding, may change.
        if (decoded !== given) expect(decoded).toMatchObject({ code: 'CORRUPT_BODY' });
      }),
    );
  });

  test('stops at the length that was recorded, whatever damaged bytes unpack to', async () => {
    const bomb = await encodeBody('0'.repeat(50 * 1024 * 1024));
    await expect(decodeBody({ ...bomb, rawBytes: 1_000 })).rejects.toMatchObject({ code: 'CORRUPT_BODY' });
  });

  test('says nothing of the text in its error', async () => {
    const encoded = await encodeBody('Secret words');
    const error = (await decodeBody({ ...encoded, bytes: Buffer.from('Secret word!') }).catch(
      (thrown: unknown) => thrown,
    )) as Error;
    expect(error.message).not.toContain('Secret');
  });
});
