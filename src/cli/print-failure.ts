import { CommanderError } from 'commander';
import { messageOf } from '../errors/message-of.js';
import { SluiceError } from '../errors/sluice-error.js';

/** What a failure is called in JSON where it has no code of its own. */
const CODE_OF_USAGE = 'USAGE';
const CODE_OF_DEFECT = 'INTERNAL_SERVER_ERROR';

/**
 * Prints why a command failed to standard error: `sluice: <message>`, and below it what caused it, which whoever runs commands may know;
 * with `--json` among `args`, `{ "error": { "code", "message", "causes", … } }` on one line.
 */
export function printFailure(error: unknown, args: readonly string[]): void {
  const failure = describeFailure(error, args);
  const text = isJson(args) ? JSON.stringify({ error: failure }) : formatFailure(failure);
  process.stderr.write(`${text}\n`);
}

interface Failure {
  readonly code: string;
  readonly message: string;
  /** From the nearest to the first. */
  readonly causes: readonly string[];
  readonly [detail: string]: unknown;
}

function describeFailure(error: unknown, args: readonly string[]): Failure {
  if (error instanceof CommanderError) return describeMisuse(error, args);
  if (error instanceof SluiceError) {
    return { ...error.details, code: error.code, message: error.message, causes: causesOf(error) };
  }
  // An error with a code comes from the system or from PostgreSQL, and its message says enough; any other is a defect of ours.
  const isExplained = error instanceof Error && 'code' in error;
  const message = isExplained || !(error instanceof Error) ? textOf(error) : (error.stack ?? error.message);
  return { code: CODE_OF_DEFECT, message, causes: causesOf(error) };
}

/** Commander's messages read "error: unknown option '--x'\n(Did you mean --y?)". */
function describeMisuse(error: CommanderError, args: readonly string[]): Failure {
  const message = error.message.replace(/^error: /, '').replace(/\n\(?(.*?)\)?$/, '. $1');
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  const help =
    error.code === 'commander.unknownCommand' || command === ''
      ? 'sluice --help'
      : `sluice ${command} --help`;
  return {
    code: CODE_OF_USAGE,
    message: `${message.replace(/[.?]?$/, (end) => end || '.')} See "${help}".`,
    causes: [],
  };
}

function formatFailure({ message, causes }: Failure): string {
  return [`sluice: ${message}`, ...causes.map((cause) => `  caused by: ${cause}`)].join('\n');
}

function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) causes.push(textOf(cause));
  return causes;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? undefined) : undefined;
}

/** A connection that failed on every address of a host is an AggregateError without a message of its own. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(textOf).join('; ');
  return messageOf(error);
}

function isJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}
