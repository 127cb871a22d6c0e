import type { OutreachName } from '../config/settings.js';
import type { JobName } from '../jobs/job-queues.js';
import { JobPlan, type PlannedJob } from './job-plan.js';
import type { OutreachWork } from './read-outreach-work.js';
import type { Work } from './read-work.js';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** Decides what is due in the databases of outreach, as far as they can be reached. */
export class OutreachScheduler {
  readonly #turns = new Map<string, number>();

  /** What is to be put in line now, each job by the name of its database. */
  plan({ nowMs, jobs }: Work, seen: ReadonlyMap<OutreachName, OutreachWork>): PlannedJob[] {
    const plan = new JobPlan(nowMs, jobs);
    const addEach = (everyMs: number, queue: JobName, name: OutreachName): void => {
      // By the clock, as others count minutes too: two workers look at the same one.
      const turn = Math.floor(nowMs / everyMs);
      const key = `${queue} ${name}`;
      if (this.#turns.get(key) === turn) return;
      this.#turns.set(key, turn);
      plan.add({ queue, rollup: name });
    };
    for (const [name, { hasOutbox, hasStuck }] of seen) {
      addEach(HOUR_MS, 'upkeep', name);
      if (name === 'oltp') addEach(MINUTE_MS, 'forget', name);
      if (name === 'queue') addEach(MINUTE_MS, 'sample', name);
      if (hasStuck) plan.add({ queue: 'recover', rollup: name });
      if (hasOutbox) plan.add({ queue: 'outbox', rollup: name });
    }
    return plan.planned;
  }
}
