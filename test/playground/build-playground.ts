import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const SOURCE = fileURLToPath(new URL('../../src/playground/', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const BUNDLE = join(DIST, 'playground');

/**
 * Builds the bundle that the gateway serves, unless it is newer than every source of it. It is built aside and put in place at once:
 * several test files may do so at the same time.
 */
export async function buildPlayground(): Promise<void> {
  const page = join(BUNDLE, 'index.html');
  if (existsSync(page) && statSync(page).mtimeMs > newestSourceMs()) return;
  mkdirSync(DIST, { recursive: true });
  const aside = mkdtempSync(join(DIST, '.playground-'));
  try {
    await build({
      configFile: join(SOURCE, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: join(aside, 'new') },
    });
    if (existsSync(BUNDLE)) renameSync(BUNDLE, join(aside, 'old'));
    renameSync(join(aside, 'new'), BUNDLE);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function newestSourceMs(): number {
  const files = readdirSync(SOURCE, { recursive: true }) as string[];
  return Math.max(...files.map((file) => statSync(join(SOURCE, file)).mtimeMs));
}
