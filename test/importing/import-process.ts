import { importFile, type ImportOptions } from '../../src/importing/import-file.js';

/** What a test tells `import-process.ts` to do, as JSON in its first argument. */
export interface ImportProcessTask {
  readonly options: ImportOptions;
  /** Die of SIGKILL at the first progress of this phase, once at least so many rows were read or tenants loaded. */
  readonly dieAt?: { readonly phase: 'reading' | 'loading'; readonly count: number };
}

/** What it prints, as JSON. */
export interface ImportProcessResult {
  readonly loaded: number;
  readonly maxRssBytes: number;
}

// A program of its own: tests that kill an import, or weigh its memory, run it with `node --import tsx`.
const { options, dieAt } = JSON.parse(process.argv[2]!) as ImportProcessTask;
const { loaded } = await importFile({
  ...options,
  onProgress: (progress) => {
    if (dieAt === undefined || progress.phase !== dieAt.phase) return;
    const count = progress.phase === 'reading' ? progress.rowsRead : progress.tenantsDone;
    if (count >= dieAt.count) process.kill(process.pid, 'SIGKILL');
  },
});
const result: ImportProcessResult = { loaded, maxRssBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(JSON.stringify(result));
