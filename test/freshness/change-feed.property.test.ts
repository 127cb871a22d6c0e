import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChangeFeed } from '../../src/freshness/change-feed.js';
import type { GatewayDatabase } from '../../src/tenancy/gateway-database.js';

const DATASET = 'helpdesk.tickets';
const MAX_DELAY_MS = 100;
/** Fewer than there are tenants: what is known falls out of memory all the time. */
const FEW_VERSIONS = 2;
const TENANTS = ['a', 'b', 'c', 'd', 'e'];

type Latencies = readonly [beforeMs: number, afterMs: number];

/** A database of numbers: who has how many changes, and what each snapshot has seen of them. */
class ModelDatabase {
  /** For each tenant the instants of its commits, in order: its version is their count. */
  readonly commits = new Map(TENANTS.map((tenant): [string, number[]] => [tenant, []]));
  readonly #snapshots: ReadonlyMap<string, number>[] = [];
  /** What a caller has found to be older than it may be. */
  readonly violations: string[] = [];
  epoch = 1;
  isDown = false;
  /** How long a poll takes to its snapshot, and from there to its answer. */
  latenciesMs: Latencies = [1, 1];

  commit(tenant: string): void {
    this.commits.get(tenant)!.push(performance.now());
  }

  versionAt(tenant: string, atMs: number): number {
    return this.commits.get(tenant)!.filter((each) => each <= atMs).length;
  }

  /** An answer's version as its own snapshot shows it. */
  async answer(tenant: string, [before, after]: Latencies): Promise<string> {
    await passing(before);
    const seen = `${this.epoch}.${this.commits.get(tenant)!.length}`;
    await passing(after);
    return seen;
  }

  /** As `sluice.changes_since` is asked. */
  async withoutTenant({ values: [since] }: { values: readonly unknown[] }): Promise<unknown[][]> {
    const [before, after] = this.latenciesMs;
    await passing(before);
    if (this.isDown) throw new Error('down');
    const { epoch } = this;
    const now = new Map([...this.commits].map(([tenant, own]) => [tenant, own.length]));
    const known = since === null ? now : this.#snapshots[Number(since)]!;
    const changes = [...now].filter(([tenant, n]) => n > known.get(tenant)!);
    this.#snapshots.push(now);
    const snapshot = String(this.#snapshots.length - 1);
    await passing(after);
    return [[snapshot, String(epoch), changes.map(([tenant, n]) => [tenant, DATASET, n])]];
  }
}

const passing = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Step = (model: ModelDatabase, feed: ChangeFeed) => void;

const tenant = fc.constantFrom(...TENANTS);
const latencies: fc.Arbitrary<Latencies> = fc.tuple(
  ...([0, 1] as const).map(() =>
    fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 400 }) },
    ),
  ),
) as never;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: tenant.map(
      (own): Step =>
        (model) =>
          model.commit(own),
    ),
  },
  {
    weight: 10,
    arbitrary: fc.tuple(tenant, latencies).map(([own, taking]): Step => (model, feed) => {
      const since = feed.position;
      void model.answer(own, taking).then((version) => feed.learn(own, DATASET, version, since));
    }),
  },
  {
    weight: 8,
    arbitrary: tenant.map(
      (own): Step =>
        (_model, feed) =>
          void feed.version(own, DATASET),
    ),
  },
  {
    weight: 8,
    arbitrary: tenant.map((own): Step => (model, feed) => {
      const askedAt = feed.now();
      void feed.catchUp(askedAt).then(() => {
        const version = feed.version(own, DATASET, askedAt);
        const least = model.versionAt(own, askedAt.monotonicMs - MAX_DELAY_MS);
        if (version !== null && Number(version.split('.')[1]) < least) {
          model.violations.push(`${own} asked at ${askedAt.monotonicMs}: ${version} for ${least}`);
        }
      });
    }),
  },
  {
    weight: 3,
    arbitrary: latencies.map(
      (both): Step =>
        (model) =>
          void (model.latenciesMs = both),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((model) => void (model.isDown = true)) },
  { weight: 2, arbitrary: fc.constant<Step>((model) => void (model.isDown = false)) },
  { weight: 1, arbitrary: fc.constant<Step>((model) => void model.epoch++) },
);
const pauseMs = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 1_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 29_000, max: 40_000 }) },
);
const script = fc.array(fc.tuple(step, pauseMs), { minLength: 20, maxLength: 150 });

describe('the versions of a feed', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  const feedOf = (model: ModelDatabase, maxVersions: number): ChangeFeed =>
    new ChangeFeed({ database: model as unknown as GatewayDatabase, maxDelayMs: MAX_DELAY_MS, maxVersions });

  const close = async (feed: ChangeFeed): Promise<void> => {
    const closing = feed.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closing;
  };

  test.each([
    ['', 100],
    [', nor when memory is short', FEW_VERSIONS],
  ])('are never older than allowed, whatever comes in between%s', async (_name, maxVersions) => {
    let known = 0;
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const model = new ModelDatabase();
        const feed = feedOf(model, maxVersions);
        const last = new Map<string, [epoch: number, n: number]>();
        // Asking keeps an entry in memory: so only one of them is asked for after each step.
        const check = (own: string): void => {
          const version = feed.version(own, DATASET);
          if (version === null) return;
          known++;
          const [epoch, n] = version.split('.').map(Number) as [number, number];
          expect(n, `version of ${own}`).toBeGreaterThanOrEqual(
            model.versionAt(own, performance.now() - MAX_DELAY_MS),
          );
          expect(n, `version of ${own}`).toBeLessThanOrEqual(model.versionAt(own, performance.now()));
          if (maxVersions >= TENANTS.length && last.get(own)?.[0] === epoch) {
            expect(n, `version of ${own}`).toBeGreaterThanOrEqual(last.get(own)![1]);
          }
          last.set(own, [epoch, n]);
        };
        let turn = 0;
        for (const [act, thenMs] of steps) {
          act(model, feed);
          await vi.advanceTimersByTimeAsync(thenMs);
          check(TENANTS[turn++ % TENANTS.length]!);
        }
        await close(feed);
        expect(model.violations).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    // All of this would hold for a feed that never knows anything.
    expect(known).toBeGreaterThan(2_000);
  });

  test('are all told to listeners, or that anything may have changed', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const model = new ModelDatabase();
        const feed = feedOf(model, FEW_VERSIONS);
        /** What somebody knows who asks again whatever it is told of. */
        const heard = new Map<string, number>();
        feed.listen((changes) => {
          for (const own of changes?.map(({ tenantId }) => tenantId) ?? TENANTS) {
            heard.set(own, model.commits.get(own)!.length);
          }
        });
        for (const [act, thenMs] of steps) {
          act(model, feed);
          await vi.advanceTimersByTimeAsync(thenMs);
        }
        model.isDown = false;
        model.latenciesMs = [1, 1];
        await vi.advanceTimersByTimeAsync(5_000);
        for (const own of TENANTS) expect(heard.get(own)).toBe(model.commits.get(own)!.length);
        await close(feed);
      }),
      { numRuns: 100 },
    );
  });
});
