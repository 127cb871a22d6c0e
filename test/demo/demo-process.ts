import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoFile } from '../../src/demo/demo-file.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An account to run the demo as, when the tests run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `sluice demo` as a process of its own, straight from the sources. */
export interface DemoProcess {
  readonly child: ChildProcess;
  /** Everything that was printed so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Resolves with demo.json when the demo serves. @throws Error when it ends before. */
  untilServing(): Promise<DemoFile>;
  untilProgress(pattern: RegExp): Promise<void>;
  /** The exit status, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>;
}

/** Starts a demo over `folder`. */
export function startDemo(folder: string, args: readonly string[], account?: Account): DemoProcess {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'src', 'main.ts'), 'demo', '--folder', folder, ...args],
    {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    },
  );
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const notify = (): void => watchers.forEach((watcher) => watcher());
  child.stdout.on('data', (chunk: Buffer) => ((stdout += chunk.toString()), notify()));
  child.stderr.on('data', (chunk: Buffer) => ((stderr += chunk.toString()), notify()));
  const exit = once(child, 'close').then(
    ([status, signal]) => (status as number | null) ?? (signal as NodeJS.Signals),
  );
  const until = (isReached: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isReached()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
      void exit.then((status) => reject(new Error(`The demo ended with ${status}:\n${stdout}${stderr}`)));
    });
  return {
    child,
    exit,
    output: () => ({ stdout, stderr }),
    untilProgress: (pattern) => until(() => pattern.test(stderr)),
    untilServing: async () => {
      const file = join(folder, 'demo.json');
      await until(() => /demo\.json\n$/.test(stdout) && existsSync(file));
      return JSON.parse(readFileSync(file, 'utf8')) as DemoFile;
    },
  };
}
