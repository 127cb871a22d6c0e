import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** By convention, the exit status of a process that a signal ended. */
const SIGNAL_STATUS_BASE = 128;

/** Waits for SIGINT or SIGTERM. From then on a further one ends the process at once. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isInterrupted = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (isInterrupted) process.exit(SIGNAL_STATUS_BASE + constants.signals[signal]);
      isInterrupted = true;
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
