import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  root: join(import.meta.dirname, 'browser'),
  // Relative addresses let a reverse proxy serve the playground below a path of its own.
  base: './',
  build: {
    outDir: join(import.meta.dirname, '../../dist/playground'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5_000,
    reportCompressedSize: false,
    // React's "use client" markers mean nothing to a page without server components.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: 'es' },
  plugins: [precompress()],
});

const COMPRESSIBLE = /\.(?:js|css|html|svg|ttf)$/;

/** Puts a `.gz` and a `.br` beside every file that gains by it, so that the gateway compresses nothing while it serves. */
function precompress(): Plugin {
  let folder: string;
  return {
    name: 'sluice:precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
      await Promise.all(files.map((file) => compressFile(join(file.parentPath, file.name))));
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path);
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    // Quality 11 would save another 5 % and take ten times as long.
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ]);
  await writeFile(`${path}.gz`, gzipped);
  await writeFile(`${path}.br`, brotli);
}
