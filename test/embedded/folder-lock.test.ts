import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '../../src/embedded/folder-lock.js';
import { processIdentity } from '../../src/embedded/process-identity.js';

describe('the lock of a folder', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
    file = join(folder, 'lock.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is refused while a process that lives has it, and names that process', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    await release();
    expect(existsSync(file)).toBe(false);
  });

  test('is private', async () => {
    const release = await lockFolder(folder);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await release();
  });

  test('is taken over from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    writeFileSync(file, JSON.stringify({ pid: child.pid, identity: await processIdentity(child.pid!) }));
    await expect(lockFolder(folder)).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = await lockFolder(folder);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
  });

  test('is taken over when its process id belongs to another process by now', async () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'a process of an earlier day' }));
    await (
      await lockFolder(folder)
    )();
  });

  test.each(['', '{"pid":', 'null'])(
    'is taken over from a file that was not written whole: %j',
    async (content) => {
      writeFileSync(file, content);
      await (
        await lockFolder(folder)
      )();
    },
  );

  test('of a successor is not released by its predecessor', async () => {
    const release = await lockFolder(folder);
    writeFileSync(file, JSON.stringify({ pid: process.pid + 1, identity: 'another' }));
    await release();
    expect(existsSync(file)).toBe(true);
  });
});
