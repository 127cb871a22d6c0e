import { createHash } from 'node:crypto';
import type { ExecutorResult } from '../analytics/execution/create-executor.js';
import { RawData } from '../analytics/execution/raw-data.js';

/**
 * A hash that is equal for results that say the same. What stands at `ignored` paths does not count, nor do extensions, nor of errors anything
 * but message, code and place.
 */
export function fingerprintResult(
  { data, errors = [] }: ExecutorResult,
  ignored: readonly (readonly string[])[],
): string {
  const said = JSON.stringify(
    errors.map(({ message, path, extensions }) => [message, path, extensions['code']]),
  );
  const json = ignored.length === 0 ? jsonOf(data) : JSON.stringify(without(jsonOf(data), ignored));
  return createHash('sha256').update(said).update(json).digest('base64');
}

function jsonOf(data: unknown): string {
  return data instanceof RawData ? data.json : JSON.stringify(data ?? null);
}

/** The value of `json` without what stands at the paths. */
function without(json: string, paths: readonly (readonly string[])[]): unknown {
  const value: unknown = JSON.parse(json);
  for (const path of paths) {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((each, key) => (isObject(each) ? each[key] : null), value);
    if (isObject(parent)) delete parent[path.at(-1)!];
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
