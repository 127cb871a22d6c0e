import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { RedisFailure } from '../cache/cache-monitor.js';
import type { CacheState } from '../cache/open-answer-cache.js';
import { registerGauge } from './register-gauge.js';

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Counts and latencies for Prometheus. No label names a tenant, a subject or a query: their number is bounded, and so is what they tell. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #seconds: Histogram<'route' | 'status'>;
  readonly #errors: Counter<'code'>;
  readonly #answers: Counter<'cache' | 'source'>;
  readonly #redisFailures: Counter<'failure'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'sluice_' });
    this.#seconds = new Histogram({
      name: 'sluice_http_request_seconds',
      help: 'Time from a request to its response, by route and status class.',
      labelNames: ['route', 'status'],
      buckets: SECONDS_BUCKETS,
      registers,
    });
    this.#errors = new Counter({
      name: 'sluice_errors_total',
      help: 'Errors sent to clients, by code. One response may hold several.',
      labelNames: ['code'],
      registers,
    });
    this.#answers = new Counter({
      name: 'sluice_answers_total',
      help: 'Analytic answers, by what the cache was to them (hit, miss, none) and where they came from (memory, redis, postgresql, client).',
      labelNames: ['cache', 'source'],
      registers,
    });
    this.#redisFailures = new Counter({
      name: 'sluice_redis_failures_total',
      help: 'Commands and connections to Redis that failed: unreachable, slow, full, refused, corrupt. No query fails by them.',
      labelNames: ['failure'],
      registers,
    });
  }

  /** Where parts of the gateway with counts of their own put them. */
  get registry(): Registry {
    return this.#registry;
  }

  /** `route` is the pattern, never the path that was asked for. */
  observeRequest(route: string, status: number, durationMs: number): void {
    this.#seconds.observe({ route, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000);
  }

  countError(code: string): void {
    this.#errors.inc({ code });
  }

  /** In the words of `extensions.sluice`; source `CLIENT`: who asked had the answer. */
  countAnswer(cache: string, source: string): void {
    this.#answers.inc({ cache: cache.toLowerCase(), source: source.toLowerCase() });
  }

  countRedisFailure(failure: RedisFailure): void {
    this.#redisFailures.inc({ failure });
  }

  /** From now on the cache's size is told, and whether Redis works where there is one. To be called once. */
  watchCache(state: () => CacheState): void {
    const gauge = (name: string, help: string, read: () => number): void =>
      registerGauge(this.#registry, name, help, read);
    gauge('sluice_cache_bytes', 'Bytes of the answers kept in this process.', () => state().bytes);
    gauge('sluice_cache_entries', 'Answers kept in this process.', () => state().entries);
    if (state().isRedisWorking === null) return;
    gauge('sluice_redis_up', 'Whether Redis is connected and works: 1 or 0.', () =>
      Number(state().isRedisWorking),
    );
  }

  /** All of it in Prometheus' text format. */
  async print(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
