import type { ImportProgress } from '../importing/import-progress.js';

/** How far the start of a demo is. */
export type DemoProgress =
  /** A step begins; `text` reads like "Starting PostgreSQL". */
  | { readonly kind: 'step'; readonly text: string }
  | { readonly kind: 'tickets'; readonly done: number; readonly total: number }
  | { readonly kind: 'import'; readonly progress: ImportProgress };
