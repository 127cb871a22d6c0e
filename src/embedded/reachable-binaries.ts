import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { installationFolder, type PostgresBinaries } from './postgres-binaries.js';
import { isReachableBy, publicFolder } from './reachable-by.js';
import type { ServerAccount } from './server-account.js';

/**
 * The same programs at a place that the server's account can reach: where they are, if it can; else in a copy (60 MB, made once per
 * version). Below /root, or installed under a strict umask, node_modules is closed to every account but root.
 */
export async function reachableBinaries(
  account: ServerAccount | null,
  binaries: PostgresBinaries,
): Promise<PostgresBinaries> {
  if (account === null) return binaries;
  const installation = installationFolder(binaries);
  const samples = [
    binaries.postgres,
    binaries.initdb,
    join(installation, 'lib'),
    join(installation, 'share'),
  ];
  const reachable = await Promise.all(samples.map((path) => isReachableBy(account, path)));
  if (reachable.every(Boolean)) return binaries;

  const copy = join(await publicFolder(account), `postgres-${await fingerprint(binaries)}`);
  if (!(await exists(copy))) await copyInstallation(installation, copy);
  const moved = (program: string): string => join(copy, relative(installation, program));
  return { initdb: moved(binaries.initdb), postgres: moved(binaries.postgres) };
}

/** Tells one build from another without reading it whole. */
async function fingerprint({ initdb, postgres }: PostgresBinaries): Promise<string> {
  const facts = await Promise.all([initdb, postgres].map((program) => stat(program)));
  const text = facts.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(' ');
  return createHash('sha256').update(`${text} ${postgres}`).digest('hex').slice(0, 12);
}

/** A kill in the middle leaves a draft that the next start replaces. */
async function copyInstallation(installation: string, copy: string): Promise<void> {
  const draft = `${copy}.new`;
  await rm(draft, { recursive: true, force: true });
  await cp(installation, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await rename(draft, copy).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(draft, { recursive: true, force: true });
  });
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, dirname(path).endsWith('bin') ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
