import { pino, type Logger } from 'pino';

/** A JSON log on standard error, so that standard output stays for what a command prints. */
export function createLog(level: string): Logger {
  return pino({ level, base: { service: 'sluice' } }, pino.destination(2));
}
