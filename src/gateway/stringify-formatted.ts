import type { ExecutorResult } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { ErrorFormatter } from './create-error-formatter.js';

/** A result as clients get it: its errors as `formatError` shows them, its data as PostgreSQL wrote it. */
export function stringifyFormatted(
  { data, errors = [], extensions }: ExecutorResult,
  formatError: ErrorFormatter,
): string {
  if (errors.length === 0) return stringifyResult({ data, extensions });
  return stringifyResult({
    errors: errors.map((error) => formatError(error.toJSON(), error)),
    data,
    extensions,
  });
}
