import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** By convention, the exit status of a process that a signal ended. */
const SIGNAL_STATUS_BASE = 128;

/** npm passes the Ctrl-C of a terminal on to its child, which has had it from the terminal already: the echo is no second one. */
const ECHO_MS = 500;

/** Waits for SIGINT or SIGTERM. From then on a further one ends the process at once. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let interruptedAtMs: number | null = null;
    const onSignal = (signal: NodeJS.Signals): void => {
      const nowMs = performance.now();
      if (interruptedAtMs === null) {
        interruptedAtMs = nowMs;
        resolve(signal);
      } else if (nowMs - interruptedAtMs > ECHO_MS) {
        process.exit(SIGNAL_STATUS_BASE + constants.signals[signal]);
      }
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
