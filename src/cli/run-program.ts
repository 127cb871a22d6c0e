import { CommanderError } from 'commander';
import { printFailure } from './print-failure.js';
import { createProgram } from './program.js';

/** The exit status of a command that failed. */
export const EXIT_FAILED = 1;

/** The exit status of a command line that says nothing meaningful: an unknown command or option, a missing or malformed argument. */
export const EXIT_USAGE = 2;

/**
 * Runs the `sluice` command and sets the process's exit status; never rejects. An error is one line on standard error, or one JSON object
 * where `--json` was given.
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  endWithReader();
  try {
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = error instanceof CommanderError ? EXIT_USAGE : EXIT_FAILED;
    // Help that was shown because no command was given says it all.
    if (error instanceof CommanderError && error.code === 'commander.help') return;
    printFailure(error, args);
  }
}

/** `sluice … | head` closes our output early; that is no error. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
