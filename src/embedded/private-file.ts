import { rename, writeFile } from 'node:fs/promises';

/** Writes a file that its owner alone may read, whole or not at all: a reader never sees half of it. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, path);
}
