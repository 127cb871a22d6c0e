import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openSource } from '../../../src/importing/source/open-source.js';

const folder = mkdtempSync(join(tmpdir(), 'sluice-open-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function textOf(bytes: Buffer, encoding = 'utf-8'): Promise<string> {
  const file = join(folder, 'file');
  writeFileSync(file, bytes);
  const source = await openSource(file, encoding);
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  expect(source.bytesRead()).toBe(source.totalBytes);
  return Buffer.concat(chunks).toString('utf8');
}

describe('opening a source file', () => {
  test('unpacks gzip by its first bytes, whatever the file is called', async () => {
    expect(await textOf(gzipSync('größer\n'.repeat(50_000)))).toBe('größer\n'.repeat(50_000));
  });

  test('drops a byte order mark, and follows one of UTF-16', async () => {
    expect(await textOf(Buffer.from('\uFEFFa,b'))).toBe('a,b');
    expect(await textOf(Buffer.from('\uFEFFa,ü', 'utf16le'))).toBe('a,ü');
  });

  test('turns another encoding into UTF-8', async () => {
    expect(await textOf(Buffer.from([0x61, 0x80, 0xfc]), 'windows-1252')).toBe('a€ü');
  });

  test('reads files of no, one and two bytes', async () => {
    for (const text of ['', 'a', 'ab']) expect(await textOf(Buffer.from(text))).toBe(text);
  });

  test('says what is wrong with a file that is missing, a folder, or a damaged gzip', async () => {
    await expect(openSource(join(folder, 'nothing'), 'utf-8')).rejects.toThrow('there is no such file');
    await expect(openSource(folder, 'utf-8')).rejects.toThrow('it is a folder');
    const packed = gzipSync('x'.repeat(1_000_000));
    await expect(textOf(packed.subarray(0, packed.length - 20))).rejects.toThrow(
      /damaged or cut short .* nothing was loaded/,
    );
  });
});
