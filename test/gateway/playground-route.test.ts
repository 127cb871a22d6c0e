import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerPlayground } from '../../src/gateway/playground-route.js';
import { buildPlayground } from '../playground/build-playground.js';

describe('the playground route', () => {
  let app: FastifyInstance;
  let script: string;

  beforeAll(async () => {
    await buildPlayground();
    app = fastify();
    registerPlayground(app);
    await app.ready();
    script = /src="\.(\/assets\/[^"]+\.js)"/.exec((await app.inject('/')).body)![1]!;
  });
  afterAll(async () => app.close());

  test.each([
    '/assets/..%2f..%2fpackage.json',
    '/assets/..%2findex.html',
    '/assets/%2fetc%2fpasswd',
    '/assets/nothing.js',
    '/assets/',
    '/index.html',
  ])('serves no file but its own: %s', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404);
  });

  test('does not serve the compressed variants by their names', async () => {
    expect((await app.inject(`${script}.gz`)).statusCode).toBe(404);
  });

  test('lets the page run its own scripts and reach its own server only', async () => {
    const { headers } = await app.inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  test('has the page looked up anew and its files kept for ever', async () => {
    expect((await app.inject('/')).headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
    expect((await app.inject(script)).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    });
  });

  test('compresses as the browser asks', async () => {
    const get = (encoding: string) => app.inject({ url: script, headers: { 'accept-encoding': encoding } });
    const [plain, gzipped, brotli, refused] = await Promise.all([
      get('identity'),
      get('gzip, deflate'),
      get('gzip, deflate, br, zstd'),
      get('br;q=0, gzip;q=0.5'),
    ]);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gzipped.headers['content-encoding']).toBe('gzip');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(refused.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzipped.rawPayload)).toEqual(plain.rawPayload);
    expect(brotliDecompressSync(brotli.rawPayload)).toEqual(plain.rawPayload);
  });

  test('names nothing outside of the server in the page', async () => {
    expect((await app.inject('/')).body).not.toMatch(/https?:|"\/\//);
  });
});
