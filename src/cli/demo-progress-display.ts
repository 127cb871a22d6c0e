import { Presets, SingleBar } from 'cli-progress';
import type { DemoProgress } from '../demo/demo-progress.js';
import { createImportProgressBar, type ImportProgressBar } from './import-progress-bar.js';

/** Shows how far the start of a demo is, on one stream. */
export interface DemoProgressDisplay {
  readonly show: (progress: DemoProgress) => void;
  /** Ends the display, also in the middle of a step. */
  readonly stop: () => void;
}

const LINES_PER_LOAD = 4;

/** A line per step, and a bar for the tickets; where the stream is no terminal, a line for each quarter of them. */
export function createDemoProgressDisplay(stream: NodeJS.WriteStream): DemoProgressDisplay {
  let bar: SingleBar | null = null;
  let importBar: ImportProgressBar | null = null;
  let quarter = 0;
  const stop = (): void => {
    bar?.stop();
    importBar?.stop();
    bar = importBar = null;
  };
  const showTickets = (done: number, total: number): void => {
    if (stream.isTTY) {
      if (bar === null) {
        const format = '  {bar} {percentage} % | {value} of {total} | {eta_formatted} left';
        bar = new SingleBar({ stream, format, hideCursor: true, etaBuffer: 50 }, Presets.shades_classic);
        bar.start(total, 0);
      }
      bar.update(done);
      return;
    }
    const reached = Math.floor((done / total) * LINES_PER_LOAD);
    if (reached > quarter) stream.write(`  ${done.toLocaleString('en')} of ${total.toLocaleString('en')}\n`);
    quarter = reached;
  };
  const show = (progress: DemoProgress): void => {
    switch (progress.kind) {
      case 'step':
        stop();
        stream.write(`${progress.text}\n`);
        break;
      case 'tickets':
        showTickets(progress.done, progress.total);
        break;
      case 'import':
        importBar ??= createImportProgressBar(stream);
        importBar.show(progress.progress);
    }
  };
  return { show, stop };
}
