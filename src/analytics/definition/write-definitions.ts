import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../errors/sluice-error.js';
import type { Dataset } from '../model/dataset.js';
import { DEFINITION_FOLDERS, definitionFiles } from './definition-files.js';
import { isGenerated } from './generated-file.js';

/**
 * Brings the generated files below an `sql` folder up to date with the datasets: writes what is new or differs, and removes what was
 * generated and is declared no more. Files written by hand stay.
 *
 * @returns the paths below `root` that were written or removed, in order; empty when all was up to date.
 * @throws SluiceError `CONFIGURATION` where a file written by hand is in the way.
 * @throws Error where the datasets contradict each other.
 */
export async function writeDefinitions(datasets: readonly Dataset[], root: string): Promise<string[]> {
  const wanted = definitionFiles(datasets);
  const present = await presentFiles(root);
  const byHand = [...wanted.keys()].find((path) => present.has(path) && !isGenerated(present.get(path)!));
  if (byHand !== undefined)
    throw new SluiceError(
      'CONFIGURATION',
      `${join(root, byHand)} was written by hand: remove it, or rename the rollup.`,
    );
  const changed: string[] = [];
  for (const [path, text] of wanted) {
    if (present.get(path) === text) continue;
    await writeFile(join(root, path), text);
    changed.push(path);
  }
  for (const [path, text] of present) {
    if (wanted.has(path) || !isGenerated(text)) continue;
    await rm(join(root, path));
    changed.push(path);
  }
  return changed.sort();
}

async function presentFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const present = new Map<string, string>();
  for (const folder of DEFINITION_FOLDERS) {
    await mkdir(join(root, folder), { recursive: true });
    for (const name of await readdir(join(root, folder))) {
      if (!name.endsWith('.sql')) continue;
      const path = `${folder}/${name}`;
      present.set(path, (await readFile(join(root, path), 'utf8')).replaceAll('\r\n', '\n'));
    }
  }
  return present;
}
