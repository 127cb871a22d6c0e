import { randomUUID } from 'node:crypto';

/** One run of a command: all entries that it writes, in whichever database, name its operator and share its id. */
export interface OperatorRun {
  /** Who runs it, such as the name of the system's user. */
  readonly operator: string;
  /** A new uuid, in place of a request's id. */
  readonly id: string;
}

/** A run that begins now. Code that is not told who runs it is "sluice" itself. */
export function createOperatorRun(operator = 'sluice'): OperatorRun {
  return { operator, id: randomUUID() };
}
