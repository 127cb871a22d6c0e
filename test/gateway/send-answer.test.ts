import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { sendAnswer } from '../../src/gateway/send-answer.js';

const TAG = 'W/"a-tag"';
const ANSWER = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: '{"data":{}}',
};

describe('an answer', () => {
  let app: FastifyInstance | null = null;
  afterEach(async () => app?.close());

  const ask = async (
    method: 'GET' | 'POST',
    ifNoneMatch: string | null,
    { tag = TAG as string | null, status = 200, vary = null as string | null } = {},
  ) => {
    app = fastify();
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      if (vary !== null) reply.header('vary', vary);
    });
    app.route({
      url: '/',
      method: ['GET', 'POST'],
      handler: (_request, reply) => sendAnswer(reply, { ...ANSWER, status }, tag),
    });
    const { statusCode, body, headers } = await app.inject({
      method,
      url: '/',
      headers: ifNoneMatch === null ? {} : { 'if-none-match': ifNoneMatch },
    });
    return { statusCode, body, headers };
  };

  test('without a tag may not be kept by anybody', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, body, headers } = await ask(method, '*', { tag: null });
      expect({ statusCode, body }).toEqual({ statusCode: 200, body: ANSWER.body });
      expect(headers['cache-control']).toBe('no-store');
      expect(headers).not.toHaveProperty('etag');
    }
  });

  test('with a tag may be kept by who asked, who has to ask again whether it is still so', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, body, headers } = await ask(method, null);
      expect({ statusCode, body }).toEqual({ statusCode: 200, body: ANSWER.body });
      expect(headers).toMatchObject({
        etag: TAG,
        'cache-control': 'private, no-cache',
        vary: 'authorization, accept',
        'content-type': ANSWER.headers['content-type'],
      });
    }
  });

  test('to a GET that has it is 304, with the same headers and no body', async () => {
    const { statusCode, body, headers } = await ask('GET', `"other", ${TAG}`);
    expect({ statusCode, body }).toEqual({ statusCode: 304, body: '' });
    expect(headers).toMatchObject({
      etag: TAG,
      'cache-control': 'private, no-cache',
      vary: 'authorization, accept',
    });
    expect(headers).not.toHaveProperty('content-type');
    expect(headers).not.toHaveProperty('content-length');
  });

  test('to a GET that has another, or to a POST, is sent', async () => {
    expect((await ask('GET', 'W/"another"')).statusCode).toBe(200);
    expect((await ask('POST', TAG)).statusCode).toBe(200);
  });

  test('varies with the origin too where CORS says so', async () => {
    expect((await ask('GET', null, { vary: 'Origin' })).headers['vary']).toBe(
      'Origin, authorization, accept',
    );
  });
});
