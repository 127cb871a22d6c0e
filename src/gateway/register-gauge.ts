import { Gauge, type Registry } from 'prom-client';

/** Adds a gauge to a registry whose value is read when it is asked for. */
export function registerGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
