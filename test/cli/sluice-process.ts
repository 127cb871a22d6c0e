import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface SluiceExit {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `sluice` as a process of its own, straight from the sources. */
export interface SluiceProcess {
  readonly child: ChildProcess;
  /** Resolves with standard output as soon as it matches. @throws Error when the process ends before. */
  untilPrinted(pattern: RegExp): Promise<string>;
  readonly exit: Promise<SluiceExit>;
}

/** Starts `sluice` with these arguments; of the environment it gets no variable of Sluice's own but those of `environment`. */
export function startSluice(
  args: readonly string[],
  environment: Record<string, string> = {},
): SluiceProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close').then(([status]) => ({ status: status as number | null, stdout, stderr }));
  return {
    child,
    exit,
    untilPrinted: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(stdout)) resolve(stdout);
        };
        child.stdout.on('data', look);
        look();
        void exit.then(() =>
          reject(new Error(`sluice ended before it printed ${pattern}:\n${stdout}${stderr}`)),
        );
      }),
  };
}

/** Runs `sluice` to its end. */
export function runSluice(
  args: readonly string[],
  environment?: Record<string, string>,
): Promise<SluiceExit> {
  return startSluice(args, environment).exit;
}
