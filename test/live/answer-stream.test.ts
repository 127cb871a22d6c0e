import { describe, expect, test } from 'vitest';
import { AnswerStream } from '../../src/live/answer-stream.js';

const answer = (fingerprint: string) => ({ text: `{"data":"${fingerprint}"}`, fingerprint });

function open() {
  const counts = { ended: 0, taken: 0 };
  const stream = new AnswerStream({ onEnd: () => counts.ended++, onTaken: () => counts.taken++ });
  return { stream, counts };
}

describe('a stream of answers', () => {
  test('gives what was offered, and waits for what is not there yet', async () => {
    const { stream, counts } = open();
    stream.offer(answer('one'));
    expect((await stream.next()).value!.fingerprint).toBe('one');
    const next = stream.next();
    stream.offer(answer('two'));
    expect((await next).value!.fingerprint).toBe('two');
    expect(counts).toEqual({ ended: 0, taken: 2 });
  });

  test('holds the newest alone for whoever is slow', async () => {
    const { stream, counts } = open();
    for (const each of ['one', 'two', 'three']) stream.offer(answer(each));
    expect((await stream.next()).value!.fingerprint).toBe('three');
    expect(counts.taken).toBe(1);
  });

  test('says nothing twice, even where it said something else in between that nobody took', async () => {
    const { stream } = open();
    stream.offer(answer('one'));
    await stream.next();
    stream.offer(answer('one'));
    stream.offer(answer('two'));
    stream.offer(answer('one'));
    const next = stream.next();
    stream.offer(answer('three'));
    expect((await next).value!.fingerprint).toBe('three');
  });

  test('gives the last answer before it ends', async () => {
    const { stream, counts } = open();
    stream.offer(answer('one'));
    stream.end();
    stream.end();
    stream.offer(answer('two'));
    const all: string[] = [];
    for await (const { fingerprint } of stream) all.push(fingerprint);
    expect(all).toEqual(['one']);
    expect(counts.ended).toBe(1);
  });

  test('lets go of a reader that leaves while it waits', async () => {
    const { stream, counts } = open();
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(counts.ended).toBe(1);
  });
});
