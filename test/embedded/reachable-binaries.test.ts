import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { embeddedBinaries, installationFolder } from '../../src/embedded/postgres-binaries.js';
import { reachableBinaries } from '../../src/embedded/reachable-binaries.js';
import { isReachableBy } from '../../src/embedded/reachable-by.js';
import { serverAccount } from '../../src/embedded/server-account.js';

const IS_ROOT = process.getuid?.() === 0;

describe('the programs of PostgreSQL', () => {
  test('stay where they are for an ordinary user', async () => {
    const binaries = await embeddedBinaries();
    expect(await reachableBinaries(null, binaries)).toEqual(binaries);
  });

  test.runIf(IS_ROOT)("are copied once to where the server's account can run them", async () => {
    const account = (await serverAccount())!;
    const embedded = await embeddedBinaries();
    const home = mkdtempSync(join(tmpdir(), 'sluice-home-'));
    let copy: string | null = null;
    try {
      const installation = join(home, 'native');
      cpSync(installationFolder(embedded), installation, { recursive: true, verbatimSymlinks: true });
      chmodSync(home, 0o700);
      const closed = {
        initdb: join(installation, 'bin', 'initdb'),
        postgres: join(installation, 'bin', 'postgres'),
      };
      expect(await isReachableBy(account, closed.postgres)).toBe(false);

      const { postgres, initdb } = await reachableBinaries(account, closed);
      copy = dirname(dirname(postgres));
      expect(await isReachableBy(account, initdb)).toBe(true);
      expect(
        execFileSync(postgres, ['--version'], {
          uid: account.uid,
          gid: account.gid,
          cwd: '/',
          encoding: 'utf8',
        }),
      ).toMatch(/PostgreSQL\) 18/);
      const { ino } = statSync(postgres);
      expect((await reachableBinaries(account, closed)).postgres).toBe(postgres);
      expect(statSync(postgres).ino).toBe(ino);
    } finally {
      rmSync(home, { recursive: true, force: true });
      if (copy !== null) rmSync(copy, { recursive: true, force: true });
    }
  });
});
