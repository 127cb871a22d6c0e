import { untilInterrupted } from './until-interrupted.js';

/** A signal for work that Ctrl-C, or SIGTERM, is to stop. A further one ends the process at once. */
export function abortOnInterrupt(): AbortSignal {
  const stopping = new AbortController();
  void untilInterrupted().then(() => stopping.abort());
  return stopping.signal;
}
