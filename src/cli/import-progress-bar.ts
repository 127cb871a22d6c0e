import { Presets, SingleBar } from 'cli-progress';
import type { ImportProgress } from '../importing/import-progress.js';

/** Shows how far an import is, on one stream. */
export interface ImportProgressBar {
  readonly show: (progress: ImportProgress) => void;
  /** Ends the display, also in the middle of a phase. */
  readonly stop: () => void;
}

const PHASE_WORDS = {
  checking: 'Checking the rows against the rules of the tables',
  refreshing: 'Refreshing the rollups',
} as const;

const MIB = 1024 * 1024;

/**
 * A bar over the bytes of the file while it is read, then one over the tenants while they are loaded. Where the stream is no terminal, each
 * phase is one line instead.
 */
export function createImportProgressBar(stream: NodeJS.WriteStream): ImportProgressBar {
  let bar: SingleBar | null = null;
  let phase: ImportProgress['phase'] | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  const begin = (total: number, format: string, line: string): void => {
    stop();
    if (!stream.isTTY) stream.write(`${line}\n`);
    else {
      bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 50 }, Presets.shades_classic);
      bar.start(total, 0, { rows: '0', doneMib: '0', totalMib: '0' });
    }
  };
  const show = (progress: ImportProgress): void => {
    const isNew = progress.phase !== phase;
    phase = progress.phase;
    switch (progress.phase) {
      case 'reading': {
        const totalMib = (progress.totalBytes / MIB).toFixed(1);
        if (isNew) {
          begin(
            progress.totalBytes,
            'Reading {bar} {percentage} % | {doneMib} of {totalMib} MiB | {rows} rows | {eta_formatted} left',
            `Reading ${totalMib} MiB`,
          );
        }
        bar?.update(progress.bytesRead, {
          rows: progress.rowsRead.toLocaleString('en'),
          doneMib: (progress.bytesRead / MIB).toFixed(1),
          totalMib,
        });
        break;
      }
      case 'loading':
        if (isNew)
          begin(
            progress.tenants,
            'Loading {bar} {percentage} % | {value} of {total} tenants',
            `Loading the rows of ${progress.tenants} tenant${progress.tenants === 1 ? '' : 's'}`,
          );
        bar?.update(progress.tenantsDone);
        break;
      case 'checking':
      case 'refreshing':
        stop();
        stream.write(`${PHASE_WORDS[progress.phase]}\n`);
        break;
      case 'committed':
        stop();
    }
  };
  return { show, stop };
}
