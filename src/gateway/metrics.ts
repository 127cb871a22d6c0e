import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Counts and latencies for Prometheus. No label names a tenant, a subject or a query: their number is bounded, and so is what they tell. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #seconds: Histogram<'route' | 'status'>;
  readonly #errors: Counter<'code'>;

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
  }

  /** `route` is the pattern, never the path that was asked for. */
  observeRequest(route: string, status: number, durationMs: number): void {
    this.#seconds.observe({ route, status: `${Math.floor(status / 100)}xx` }, durationMs / 1000);
  }

  countError(code: string): void {
    this.#errors.inc({ code });
  }

  /** All of it in Prometheus' text format. */
  async print(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
