import { Counter, type Registry } from 'prom-client';
import type { LiveState } from '../../live/live-hub.js';
import type { LiveMonitor } from '../../live/live-monitor.js';
import { registerGauge } from '../register-gauge.js';

/** Why a connection was ended by us. */
export type DropReason = 'slow' | 'token' | 'shutdown';

/** The counts of live answers for Prometheus. As with all metrics, no label names a tenant or a question. */
export class LiveMetrics implements LiveMonitor {
  readonly #registry: Registry;
  readonly #evaluations: Counter<'outcome'>;
  readonly #messages: Counter;
  readonly #dropped: Counter<'reason'>;

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#evaluations = new Counter({
      name: 'sluice_live_evaluations_total',
      help: 'Live questions answered anew, each once for all its subscribers: changed, unchanged, failed.',
      labelNames: ['outcome'],
      registers,
    });
    this.#messages = new Counter({
      name: 'sluice_live_messages_total',
      help: 'Answers that subscribers have taken.',
      registers,
    });
    this.#dropped = new Counter({
      name: 'sluice_live_dropped_total',
      help: 'Connections that the gateway has ended: a slow reader, a token that ended, its own shutdown.',
      labelNames: ['reason'],
      registers,
    });
  }

  evaluated(outcome: 'changed' | 'unchanged' | 'failed'): void {
    this.#evaluations.inc({ outcome });
  }

  delivered(): void {
    this.#messages.inc();
  }

  dropped(reason: DropReason): void {
    this.#dropped.inc({ reason });
  }

  /** From now on it is told how much is live. To be called once. */
  watch(state: () => LiveState & { readonly connections: number }): void {
    const gauge = (name: string, help: string, read: () => number): void =>
      registerGauge(this.#registry, name, help, read);
    gauge('sluice_live_connections', 'WebSockets and event streams.', () => state().connections);
    gauge('sluice_live_subscribers', 'Subscriptions to live answers.', () => state().subscribers);
    gauge('sluice_live_questions', 'Different questions that they ask.', () => state().groups);
  }
}
