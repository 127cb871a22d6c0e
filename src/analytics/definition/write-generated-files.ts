import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../errors/sluice-error.js';
import { isGenerated } from './generated-file.js';

/**
 * Brings the generated files of some folders below `root` up to date: writes what is new or differs, and removes what was generated and is
 * wanted no more. Files written by hand stay.
 *
 * @param wanted text by path below `root`, all of it in `folders`.
 * @returns the paths below `root` that were written or removed, in order; empty when all was up to date.
 * @throws SluiceError `CONFIGURATION` where a file written by hand is in the way.
 */
export async function writeGeneratedFiles(
  wanted: ReadonlyMap<string, string>,
  folders: readonly string[],
  root: string,
): Promise<string[]> {
  const present = await presentFiles(folders, root);
  const byHand = [...wanted.keys()].find((path) => present.has(path) && !isGenerated(present.get(path)!));
  if (byHand !== undefined)
    throw new SluiceError(
      'CONFIGURATION',
      `${join(root, byHand)} was written by hand: remove it, or rename what is declared.`,
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

async function presentFiles(folders: readonly string[], root: string): Promise<ReadonlyMap<string, string>> {
  const present = new Map<string, string>();
  for (const folder of folders) {
    await mkdir(join(root, folder), { recursive: true });
    for (const name of await readdir(join(root, folder))) {
      if (!name.endsWith('.sql')) continue;
      const path = `${folder}/${name}`;
      present.set(path, (await readFile(join(root, path), 'utf8')).replaceAll('\r\n', '\n'));
    }
  }
  return present;
}
