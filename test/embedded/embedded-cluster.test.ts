import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedCluster, type EmbeddedCluster } from '../../src/embedded/embedded-cluster.js';
import { readPostmasterFile } from '../../src/embedded/postmaster.js';
import { processIdentity } from '../../src/embedded/process-identity.js';
import { serverAccount } from '../../src/embedded/server-account.js';

const IS_ROOT = process.getuid?.() === 0;

describe('the embedded cluster', () => {
  let parent: string;
  let folder: string;
  let running: EmbeddedCluster | null;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'sluice-cluster-'));
    folder = join(parent, 'checkout', '.sluice');
    running = null;
    // What mkdtemp makes is closed to the server's account, as a home folder is.
    if (IS_ROOT) rmSync(parent, { recursive: true });
    mkdirSync(dirname(folder), { recursive: true });
  });
  afterEach(async () => {
    await running?.stop();
    rmSync(parent, { recursive: true, force: true });
  });

  async function start(isReset = false): Promise<EmbeddedCluster> {
    running = await startEmbeddedCluster({ folder, isReset, onProgress: () => undefined });
    return running;
  }

  async function ask(cluster: EmbeddedCluster, sql: string): Promise<unknown[]> {
    const client = new pg.Client({
      connectionString: cluster.superuserUrl.replace(/analytics$/, 'postgres'),
    });
    await client.connect();
    try {
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
    } finally {
      await client.end();
    }
  }

  test('listens on the loopback interface alone, and wants a password', async () => {
    const cluster = await start();
    expect(await ask(cluster, 'show listen_addresses')).toEqual(['127.0.0.1']);
    expect(await ask(cluster, 'show unix_socket_directories')).toEqual(['']);
    expect(await ask(cluster, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      'scram-sha-256',
    ]);
    const stranger = new pg.Client({ connectionString: cluster.url('postgres', 'guess') });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
  });

  test('keeps its files to the account that started it', async () => {
    const cluster = await start();
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(cluster.logFile).mode & 0o777).toBe(0o600);
    expect(statSync(cluster.dataFolder).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o777).toBe(IS_ROOT ? 0o711 : 0o700);
    expect(readdirSync(folder).sort()).toEqual(['lock.json', 'postgres', 'postgres.log', 'secrets.json']);
  });

  test('leaves no process and no lock behind when it is stopped', async () => {
    const cluster = await start();
    const { pid } = (await readPostmasterFile(cluster.dataFolder))!;
    await cluster.stop();
    expect(await processIdentity(pid)).toBeNull();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
    running = null;
  });

  test('keeps data and passwords from one start to the next, unless it is reset', async () => {
    const first = await start();
    await ask(first, 'create table kept (n int)');
    await first.stop();
    const second = await start();
    expect(second.secrets).toEqual(first.secrets);
    expect(await ask(second, `select to_regclass('kept')::text`)).toEqual(['kept']);
    await second.stop();
    const third = await start(true);
    expect(third.secrets).not.toEqual(first.secrets);
    expect(await ask(third, `select to_regclass('kept')::text`)).toEqual([null]);
  });

  test('stops the server that a killed predecessor left running', async () => {
    const first = await start();
    await ask(first, 'create table kept (n int)');
    const { pid } = (await readPostmasterFile(first.dataFolder))!;
    // As after kill -9: the lock's holder is gone, the server is not.
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: 2 ** 22 - 1, identity: 'gone' }));
    const second = await start();
    expect(await processIdentity(pid)).toBeNull();
    expect(await ask(second, `select to_regclass('kept')::text`)).toEqual(['kept']);
  });

  test('recovers from a server that was killed, though its process id belongs to somebody else by now', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 1 as n');
    await ask(first, 'checkpoint');
    const file = join(first.dataFolder, 'postmaster.pid');
    const remnant = readFileSync(file, 'utf8');
    await first.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(file, remnant.replace(/^\d+/, String(stranger.pid)));
      const second = await start();
      expect(await ask(second, 'select n from kept')).toEqual([1]);
      expect(await processIdentity(stranger.pid!)).not.toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  test('begins anew where a kill left half a data folder', async () => {
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'postgres.password'), 'old');
    const cluster = await start();
    expect(await ask(cluster, 'select 1')).toEqual([1]);
    expect(existsSync(join(folder, 'postgres.password'))).toBe(false);
  });

  test.runIf(IS_ROOT)('keeps the data elsewhere where its account cannot enter the folder', async () => {
    const closed = join(parent, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    folder = join(closed, '.sluice');
    const cluster = await start();
    try {
      expect(cluster.dataFolder.startsWith(folder)).toBe(false);
      expect(statSync(cluster.dataFolder).uid).toBe((await serverAccount())!.uid);
      await cluster.stop();
      expect((await start()).dataFolder).toBe(cluster.dataFolder);
    } finally {
      await running?.stop();
      rmSync(cluster.dataFolder, { recursive: true, force: true });
    }
  });

  test('refuses data of another account', async () => {
    const cluster = await start();
    await cluster.stop();
    running = null;
    if (!IS_ROOT) return expect((await start()).dataFolder).toBe(cluster.dataFolder);
    rmSync(cluster.dataFolder, { recursive: true });
    mkdirSync(cluster.dataFolder);
    await expect(start()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('under another account (user id 0)') as string,
    });
  });
});
