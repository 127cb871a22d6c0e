import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { Mapping } from './mapping.js';
import { parseMapping } from './parse-mapping.js';

/**
 * The mappings that ship with Sluice. They are the YAML files a user would write, not code: each is a worked example to copy. `sql/` is
 * part of the package and lies at the same place above `src` and `dist`.
 */
const SHIPPED_FOLDER = fileURLToPath(new URL('../../../sql/mappings/', import.meta.url));
const EXTENSION = '.yaml';

/** The names of the mappings that ship with Sluice, in alphabetical order. */
export async function shippedMappings(): Promise<readonly string[]> {
  const files = await readdir(SHIPPED_FOLDER).catch(() => []);
  return files
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => basename(file, EXTENSION))
    .sort();
}

/**
 * Loads a mapping by the name of one that ships with Sluice, or from a file.
 * @throws SluiceError `BAD_USER_INPUT` where there is none, or where it is invalid.
 */
export async function loadMapping(nameOrFile: string): Promise<Mapping> {
  const shipped = await shippedMappings();
  const file = shipped.includes(nameOrFile) ? `${SHIPPED_FOLDER}${nameOrFile}${EXTENSION}` : nameOrFile;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `There is no mapping "${nameOrFile}", neither as a file nor among those that ship with Sluice: ${shipped.join(', ')}.${didYouMean(nameOrFile, shipped)}`,
      { cause },
    );
  });
  return parseMapping(text, basename(file));
}
