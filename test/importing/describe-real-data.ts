import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Declares tests that need a real data set out of the folder `SLUICE_REAL_DATA` (by default `../shared/data` beside the repository).
 * Where it is absent, one test stands in for them: it says so plainly, and in CI, which has the data, it fails.
 *
 * @param name path of the data set in that folder.
 * @param declare declares the tests, given the data set's path.
 */
export function describeRealData(title: string, name: string, declare: (file: string) => void): void {
  const file = resolve(REPOSITORY, readEnvironment().realDataFolder, name);
  if (existsSync(file)) {
    describe(title, () => declare(file));
    return;
  }
  test(`${title}: NOT TESTED, the real data are absent`, () => {
    const message = `NOT TESTED: ${title}. ${file} is absent; set SLUICE_REAL_DATA to the folder that holds ${name}.`;
    console.warn(message);
    expect(process.env['CI'], message).not.toBe('true');
  });
}
