import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from '../../src/embedded/postgres-binaries.js';

const OLDEST_SUPPORTED = 15;

/** The PostgreSQL installations of this machine that Sluice supports, by major version. */
export function installedPostgres(): ReadonlyMap<number, PostgresBinaries> {
  const found = new Map<number, PostgresBinaries>();
  for (const folder of candidateFolders()) {
    const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
    if (!existsSync(binaries.initdb) || !existsSync(binaries.postgres)) continue;
    const version = majorVersion(binaries.postgres);
    if (version >= OLDEST_SUPPORTED && !found.has(version)) found.set(version, binaries);
  }
  return found;
}

/** What `postgres --version` says: "postgres (PostgreSQL) 15.14 (Debian …)". */
export function majorVersion(postgres: string): number {
  const output = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  return Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1] ?? 0);
}

function candidateFolders(): string[] {
  const folders: string[] = [];
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian)) folders.push(...readdirSync(debian).map((version) => join(debian, version, 'bin')));
  try {
    folders.push(
      execFileSync('pg_config', ['--bindir'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
    );
  } catch {
    // Not installed: the embedded server is the only one.
  }
  return folders;
}
