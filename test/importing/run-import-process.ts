import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ImportProcessResult, ImportProcessTask } from './import-process.js';

const PROGRAM = fileURLToPath(new URL('./import-process.ts', import.meta.url));

/** Runs an import in a process of its own and waits for its end. */
export function runImportProcess(
  task: ImportProcessTask,
  nodeArguments: readonly string[] = [],
): Promise<{ readonly signal: NodeJS.Signals | null; readonly result: ImportProcessResult | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...nodeArguments, '--import', 'tsx', PROGRAM, JSON.stringify(task)],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL')
        reject(new Error(`The import ended with ${code ?? signal}:\n${errors}`));
      else resolve({ signal, result: output === '' ? null : (JSON.parse(output) as ImportProcessResult) });
    });
  });
}
