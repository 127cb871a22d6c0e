import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from '../../src/embedded/postmaster.js';
import { isProcessAlive } from '../../src/embedded/process-identity.js';

/** A Redis (or Valkey) that runs as a child of this process, on the loopback interface, and keeps nothing on disk. */
export interface RedisServer {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Stops it as a frozen machine would: connections stay, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Kills it, paused or not, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface RedisServerOptions {
  /** Its working folder; exists. */
  readonly folder: string;
  /** Null for a free one. */
  readonly port?: number | null;
  /** Further settings, as in redis.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

const BINARIES = ['redis-server', 'valkey-server'];
const HOST = '127.0.0.1';
const PID_FILE = 'redis.pid';
const PORT_ATTEMPTS = 5;
const START_PATIENCE_MS = 20_000;
const POLL_MS = 10;

/**
 * Starts the system's Redis, or Valkey, and waits until it answers.
 * @throws Error that names the fix where neither is installed, or with the end of its log where it does not come up.
 */
export async function startRedisServer({
  folder,
  port = null,
  settings = {},
}: RedisServerOptions): Promise<RedisServer> {
  const binary = redisBinary();
  for (let attempt = 1; ; attempt++) {
    const server = await launch(binary, folder, port ?? (await findFreePort()), settings);
    if (server !== null) return server;
    const log = await readFile(join(folder, 'redis.log'), 'utf8').catch(() => '');
    // Another program may have taken the port between the search and the server's start.
    if (attempt < PORT_ATTEMPTS && /Address already in use/i.test(log)) continue;
    throw new Error(`${binary} did not start in ${folder}. Its log ends with:\n${log.slice(-2_000)}`);
  }
}

/** Ends the server that a killed run left running in a folder. */
export async function releaseRedisFolder(folder: string): Promise<void> {
  const pid = Number(existsSync(join(folder, PID_FILE)) && readFileSync(join(folder, PID_FILE), 'utf8'));
  if (process.platform !== 'linux' || !Number.isInteger(pid) || pid <= 0 || !isProcessAlive(pid)) return;
  // By now the id may be another process's: only a server works in that folder.
  if (readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(folder)) return;
  sendSignal(pid, 'SIGKILL');
  while (isProcessAlive(pid)) await sleep(POLL_MS);
}

function redisBinary(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  for (const name of BINARIES) {
    for (const folder of folders.filter((entry) => entry !== '')) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  throw new Error(
    'Neither redis-server nor valkey-server is installed, and the tests of the cache need one: ' +
      '"apt-get install redis-server", "dnf install valkey" or "brew install redis".',
  );
}

/** Null when the server ended before it was ready. */
async function launch(
  binary: string,
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<RedisServer | null> {
  const all = {
    port: String(port),
    bind: HOST,
    dir: folder,
    pidfile: join(folder, PID_FILE),
    daemonize: 'no',
    save: '',
    appendonly: 'no',
    ...settings,
  };
  const log = await open(join(folder, 'redis.log'), 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(
      binary,
      Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
      { cwd: folder, stdio: ['ignore', log.fd, log.fd] },
    );
  } finally {
    await log.close();
  }
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const { pid } = child;
  if (pid === undefined) return null;
  const killOnExit = (): void => void sendSignal(pid, 'SIGKILL');
  process.once('exit', killOnExit);
  void ended.then(() => process.removeListener('exit', killOnExit));
  const kill = async (): Promise<void> => {
    if (!hasEnded) sendSignal(pid, 'SIGKILL');
    await ended;
  };
  for (let waitedMs = 0; !(await isAnswering(port)); waitedMs += POLL_MS) {
    if (hasEnded || waitedMs > START_PATIENCE_MS) {
      await kill();
      return null;
    }
    await sleep(POLL_MS);
  }
  // Another server may have been answering on that port.
  if (hasEnded) return null;
  return {
    pid,
    port,
    url: `redis://${HOST}:${port}`,
    pause: () => void sendSignal(pid, 'SIGSTOP'),
    resume: () => void sendSignal(pid, 'SIGCONT'),
    kill,
  };
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, HOST);
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      // One with a password answers that it wants it.
      resolve(/^(\+PONG|-NOAUTH)/.test(reply.toString()));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

/** A port that nobody listens on, of the loopback interface. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
