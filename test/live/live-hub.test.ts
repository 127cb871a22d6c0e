import { GraphQLError, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExecutorResult } from '../../src/analytics/execution/create-executor.js';
import type { ExecutionRequest } from '../../src/analytics/execution/execution-request.js';
import { RawData, stringifyResult } from '../../src/analytics/execution/raw-data.js';
import { createSluiceSchema } from '../../src/domains/schema.js';
import type { ChangeListener } from '../../src/freshness/change-feed.js';
import type { AnswerStream } from '../../src/live/answer-stream.js';
import { LiveHub } from '../../src/live/live-hub.js';
import { readLiveQuestion, type LiveQuestion } from '../../src/live/live-question.js';
import type { Scope } from '../../src/tenancy/scope.js';

const INTERVAL_MS = 250;
const TICKETS = 'helpdesk.tickets';
const schema = createSluiceSchema();

interface Asking {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly source?: string;
  readonly variables?: Record<string, unknown>;
}

function ask(asking: Asking = {}): LiveQuestion {
  const source = asking.source ?? 'subscription { helpdesk { tickets { totals { count } } } }';
  return readLiveQuestion(
    schema,
    { source, document: parse(source), operationName: null, variables: asking.variables ?? null },
    {
      tenantId: asking.tenantId ?? 'a',
      subject: 'somebody',
      scopes: new Set(asking.scopes ?? ['helpdesk:read']),
      expiresAtMs: null,
      tokenId: null,
    },
  ) as LiveQuestion;
}

/** The rules of the hub by a clock of our own, on a feed and an executor that do as they are told. */
describe('the hub of live answers', () => {
  let hub: LiveHub;
  let tell: ChangeListener;
  let listening: number;
  let requests: ExecutionRequest[];
  let figure: number;
  let answerWith: (request: ExecutionRequest) => ExecutorResult | Promise<ExecutorResult>;
  let outcomes: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    [listening, figure, requests, outcomes] = [0, 0, [], []];
    answerWith = () => ({ data: new RawData(`{"helpdesk":{"tickets":{"totals":{"count":${figure}}}}}`) });
    hub = new LiveHub({
      feed: {
        listen: (listener) => {
          listening++;
          tell = listener;
          return () => listening--;
        },
      },
      evaluator: {
        execute: async (request) => {
          requests.push(request);
          return answerWith(request);
        },
        databases: { analytics: undefined } as never,
        write: (result) => stringifyResult(result),
      },
      monitor: {
        evaluated: (outcome) => outcomes.push(outcome),
        delivered: () => outcomes.push('delivered'),
      },
      intervalMs: INTERVAL_MS,
      maxEvaluations: 2,
    });
  });
  afterEach(() => {
    hub.close();
    vi.useRealTimers();
  });

  const change = (tenantId = 'a', dataset = TICKETS): void => tell([{ tenantId, dataset, version: 'e.1' }]);

  /** Reads a stream to its end, or to the end of the test. */
  function read(stream: AnswerStream): { readonly counts: unknown[]; isDone: boolean } {
    const seen = { counts: [] as unknown[], isDone: false };
    void (async () => {
      for await (const { text } of stream) {
        const { data, errors } = JSON.parse(text) as {
          data?: { helpdesk: { tickets: { totals: { count: number } } | null } };
          errors?: { extensions: { code: string } }[];
        };
        seen.counts.push(errors?.[0]!.extensions.code ?? data!.helpdesk.tickets!.totals.count);
      }
      seen.isDone = true;
    })();
    return seen;
  }

  const passing = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  test('first gives the answer, then a new one when the data has changed', async () => {
    const seen = read(hub.subscribe(ask()));
    await passing();
    expect(seen.counts).toEqual([0]);
    await passing(10_000);
    figure = 1;
    change();
    // After a quiet time at once.
    await passing();
    expect(seen.counts).toEqual([0, 1]);
  });

  test('says nothing while the answer stays the same', async () => {
    const seen = read(hub.subscribe(ask()));
    for (let round = 0; round < 3; round++) {
      await passing(1_000);
      change();
    }
    await passing(1_000);
    expect(requests).toHaveLength(4);
    expect(seen.counts).toEqual([0]);
  });

  test('answers at most once per interval, and not after the last change', async () => {
    const seen = read(hub.subscribe(ask()));
    await passing(1_000);
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 10) {
      figure++;
      change();
      await passing(10);
    }
    await passing(10_000);
    expect(requests).toHaveLength(1 + 5);
    expect(seen.counts).toHaveLength(1 + 5);
    expect(seen.counts.at(-1)).toBe(100);
  });

  test('answers again what has changed while it was answered', async () => {
    const seen = read(hub.subscribe(ask()));
    await passing(1_000);
    let release!: (result: ExecutorResult) => void;
    answerWith = () => new Promise((resolve) => (release = resolve));
    change();
    await passing();
    const old = { data: new RawData('{"helpdesk":{"tickets":{"totals":{"count":1}}}}') };
    figure = 2;
    change();
    answerWith = () => ({ data: new RawData(`{"helpdesk":{"tickets":{"totals":{"count":${figure}}}}}`) });
    release(old);
    await passing(INTERVAL_MS);
    expect(seen.counts).toEqual([0, 1, 2]);
  });

  test('answers each question once for all who ask it', async () => {
    const questions = Array.from({ length: 50 }, (_, limit) =>
      ask({
        source: 'subscription ($limit: Int!) { helpdesk { tickets(limit: $limit) { totals { count } } } }',
        variables: { limit: limit + 1 },
      }),
    );
    const seen = Array.from({ length: 1_000 }, (_, i) => read(hub.subscribe(questions[i % 50]!)));
    await passing();
    expect(requests).toHaveLength(50);
    expect(hub.state).toEqual({ groups: 50, subscribers: 1_000 });
    await passing(1_000);
    figure = 1;
    change();
    await passing();
    expect(requests).toHaveLength(100);
    expect(seen.every(({ counts }) => counts.join() === '0,1')).toBe(true);
  });

  test.each([
    ['another tenant', { tenantId: 'b' }],
    ['other scopes', { scopes: ['helpdesk:read', 'explain'] }],
    ['other words', { source: 'subscription { helpdesk { tickets { totals { count agents } } } }' }],
    ['other variables', { variables: { x: 1 } }],
  ] satisfies [string, Asking][])('keeps apart what may have another answer: %s', async (_name, other) => {
    hub.subscribe(ask());
    hub.subscribe(ask(other));
    await passing();
    expect(requests).toHaveLength(2);
    expect(requests.map(({ contextValue }) => contextValue.principal.tenantId)).toEqual([
      'a',
      'tenantId' in other ? other.tenantId : 'a',
    ]);
  });

  test("is not woken by another tenant's change, nor by one of another dataset", async () => {
    hub.subscribe(ask());
    hub.subscribe(ask({ tenantId: 'b' }));
    await passing(1_000);
    change('c');
    change('a', 'helpdesk.other');
    await passing(1_000);
    expect(requests).toHaveLength(2);
    change('b');
    await passing();
    expect(requests.map(({ contextValue }) => contextValue.principal.tenantId)).toEqual(['a', 'b', 'b']);
  });

  test('asks everything again where anything may have changed', async () => {
    hub.subscribe(ask());
    hub.subscribe(ask({ tenantId: 'b' }));
    await passing(1_000);
    tell(null);
    await passing();
    expect(requests).toHaveLength(4);
  });

  test('asks as of the moment of each answer', async () => {
    hub.subscribe(ask());
    await passing(1_000);
    change();
    await passing();
    const [first, second] = requests.map(({ contextValue }) => contextValue.now.getTime());
    expect(second! - first!).toBe(1_000);
  });

  test('gives a further subscriber an answer that is no older than an interval', async () => {
    read(hub.subscribe(ask()));
    await passing(INTERVAL_MS - 1);
    const second = read(hub.subscribe(ask()));
    await passing();
    expect([second.counts, requests.length]).toEqual([[0], 1]);
    await passing(60_000);
    const third = read(hub.subscribe(ask()));
    await passing();
    expect([third.counts, requests.length]).toEqual([[0], 2]);
  });

  test('gives a further subscriber nothing that is known to be old', async () => {
    read(hub.subscribe(ask()));
    await passing(10);
    figure = 1;
    change();
    const second = read(hub.subscribe(ask()));
    await passing(INTERVAL_MS);
    expect(second.counts).toEqual([1]);
  });

  test('forgets a question with its last subscriber, and the feed with its last question', async () => {
    const [one, two] = [hub.subscribe(ask()), hub.subscribe(ask())];
    const other = hub.subscribe(ask({ tenantId: 'b' }));
    await passing(1_000);
    await one.return();
    expect(hub.state).toEqual({ groups: 2, subscribers: 2 });
    await two.return();
    change();
    await passing(1_000);
    expect([hub.state.groups, listening, requests.length]).toEqual([1, 1, 2]);
    await other.return();
    expect([hub.state.groups, listening]).toEqual([0, 0]);
    read(hub.subscribe(ask()));
    await passing();
    expect([listening, requests.length]).toEqual([1, 3]);
  });

  test('drops an answer under way that nobody waits for any more', async () => {
    answerWith = () => new Promise(() => undefined);
    const stream = hub.subscribe(ask());
    await passing();
    await stream.return();
    expect(requests[0]!.contextValue.signal.aborted).toBe(true);
  });

  test('answers no more than so many questions at once, each tenant in turn', async () => {
    const release: (() => void)[] = [];
    answerWith = () => new Promise((resolve) => release.push(() => resolve({ data: null })));
    for (const limit of [1, 2, 3, 4]) hub.subscribe(ask({ variables: { limit } }));
    hub.subscribe(ask({ tenantId: 'b' }));
    await passing();
    expect(requests).toHaveLength(2);
    release.shift()!();
    await passing();
    release.shift()!();
    await passing();
    expect(requests.map(({ contextValue }) => contextValue.principal.tenantId)).toContain('b');
    expect(requests).toHaveLength(4);
  });

  test('does not count the instant of the answer as a change, nor what stands beside the data', async () => {
    const source =
      'subscription { helpdesk { tickets { freshness: totals { asOf: count } now: freshness { at: asOf pendingChanges } } } }';
    let [asOf, pending, count] = [0, 0, 0];
    answerWith = () => ({
      data: new RawData(
        `{"helpdesk":{"tickets":{"freshness":{"asOf":${count}},"now":{"at":"${asOf++}","pendingChanges":${pending}}}}}`,
      ),
      extensions: { sluice: { dataVersion: String(asOf) } } as never,
    });
    const stream = hub.subscribe(ask({ source }));
    const texts: string[] = [];
    void (async () => {
      for await (const { text } of stream) texts.push(text);
    })();
    const after = async (): Promise<number> => {
      change();
      await passing(INTERVAL_MS);
      return texts.length;
    };
    await passing(1_000);
    expect(await after()).toBe(1);
    pending = 1;
    expect(await after()).toBe(2);
    count = 1;
    expect(await after()).toBe(3);
    expect(await after()).toBe(3);
    expect(texts.at(-1)).toContain('"at":"3"');
  });

  describe('where a question cannot be answered', () => {
    const failure = (code: string, path = ['helpdesk', 'tickets']): ExecutorResult => ({
      data: new RawData('{"helpdesk":{"tickets":null}}'),
      errors: [new GraphQLError('No.', { path, extensions: { code, requestId: String(Math.random()) } })],
    });
    const answering = () => ({
      data: new RawData(`{"helpdesk":{"tickets":{"totals":{"count":${figure}}}}}`),
    });

    test('because it is refused, says so and ends', async () => {
      answerWith = () => failure('FORBIDDEN');
      const seen = read(hub.subscribe(ask()));
      await passing();
      expect(seen).toEqual({ counts: ['FORBIDDEN'], isDone: true });
      expect(hub.state.groups).toBe(0);
    });

    test('in part, goes on with the rest', async () => {
      answerWith = () => failure('FORBIDDEN', ['helpdesk', 'tickets', 'explain']);
      const seen = read(hub.subscribe(ask()));
      await passing(1_000);
      expect(seen).toEqual({ counts: ['FORBIDDEN'], isDone: false });
      change();
      await passing();
      expect(requests).toHaveLength(2);
    });

    test('for a moment, tries again and says nothing of it', async () => {
      const seen = read(hub.subscribe(ask()));
      await passing(1_000);
      answerWith = () => failure('DATABASE_UNAVAILABLE');
      change();
      await passing(2_000);
      answerWith = answering;
      figure = 1;
      await passing(5_000);
      expect(seen.counts).toEqual([0, 1]);
      expect(outcomes).toContain('failed');
    });

    test('for longer, says so once, and the same answer again when it is back', async () => {
      const seen = read(hub.subscribe(ask()));
      await passing(1_000);
      answerWith = () => failure('DATABASE_UNAVAILABLE');
      change();
      await passing(60_000);
      expect(seen.counts).toEqual([0, 'DATABASE_UNAVAILABLE']);
      // Ever more rarely.
      expect(requests.length).toBeLessThan(20);
      answerWith = answering;
      await passing(5_000);
      expect(seen.counts).toEqual([0, 'DATABASE_UNAVAILABLE', 0]);
    });

    test('at the beginning, says so at once, to those as well who come later', async () => {
      answerWith = () => failure('QUERY_TIMEOUT');
      const first = read(hub.subscribe(ask()));
      await passing(1_000);
      const second = read(hub.subscribe(ask()));
      await passing();
      expect([first.counts, second.counts]).toEqual([['QUERY_TIMEOUT'], ['QUERY_TIMEOUT']]);
      answerWith = answering;
      await passing(10_000);
      expect([first.counts, second.counts]).toEqual([
        ['QUERY_TIMEOUT', 0],
        ['QUERY_TIMEOUT', 0],
      ]);
    });
  });

  test('ends a question about no data after its answer', async () => {
    answerWith = () => ({ data: new RawData('{"helpdesk":{"tickets":{"totals":{"count":7}}}}') });
    const seen = read(hub.subscribe(ask({ source: 'subscription { helpdesk { __typename } }' })));
    await passing();
    expect(seen).toEqual({ counts: [7], isDone: true });
  });

  test('refuses variables that do not fit', () => {
    const source = 'subscription ($limit: Int!) { helpdesk { tickets(limit: $limit) { totals { count } } } }';
    expect(ask({ source })).toMatchObject({
      errors: [{ message: expect.stringContaining('"$limit" of required type "Int!"') as string }],
    });
  });

  test('ends all streams when it is closed', async () => {
    const seen = [read(hub.subscribe(ask())), read(hub.subscribe(ask({ tenantId: 'b' })))];
    await passing();
    hub.close();
    await passing();
    expect(seen.map(({ isDone }) => isDone)).toEqual([true, true]);
    expect(listening).toBe(0);
  });
});
