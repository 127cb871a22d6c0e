import { pino } from 'pino';
import { QueueWorker } from '../../src/queue/queue-worker.js';

/** A worker as a process of its own that a test may kill: it takes jobs, and never ends one. */
new QueueWorker({
  url: process.argv[2]!,
  family: 'sending',
  handlers: {
    send: () => {
      process.stdout.write('begun\n');
      return new Promise(() => undefined);
    },
  },
  log: pino({ level: 'warn' }, pino.destination(2)),
  pollMs: 50,
}).start();
