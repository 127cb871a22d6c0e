import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** Stands between a client and PostgreSQL on loopback and writes down what passes. */
export interface PostgresProxy {
  /** The connection URL of the target, through the proxy. */
  readonly url: string;
  /** The SQL text of every statement sent since the last reset, in order. */
  readonly statements: readonly string[];
  /**
   * How often the direction changed since the last reset: "client" is a turn of writing towards PostgreSQL, however many packets it has,
   * "server" one of answering. One of each is one round trip.
   */
  readonly turns: readonly ('client' | 'server')[];
  reset(): void;
  /** Cuts every connection, and every new one, until the next {@link restore}. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Starts a proxy to the server that `targetUrl` names. */
export async function startPostgresProxy(targetUrl: string): Promise<PostgresProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const statements: string[] = [];
  const turns: { readonly connection: object; readonly by: 'client' | 'server' }[] = [];
  let isCut = false;
  const server: Server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    const reader = new FrontendReader((text) => statements.push(text));
    const turn = (by: 'client' | 'server'): void => {
      const last = turns.findLast(({ connection }) => connection === client);
      if (last?.by !== by) turns.push({ connection: client, by });
    };
    client.on('data', (chunk) => {
      turn('client');
      reader.read(chunk);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      turn('server');
      client.write(chunk);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('end', () => other.end());
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(targetUrl);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    statements,
    get turns() {
      return turns.map(({ by }) => by);
    },
    reset: () => {
      statements.length = 0;
      turns.length = 0;
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    restore: () => {
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const LENGTH_BYTES = 4;
const TYPE_BYTES = 1;

/** Reads the frontend's messages as far as statements go (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
class FrontendReader {
  readonly #onStatement: (text: string) => void;
  readonly #prepared = new Map<string, string>();
  #pending: Buffer = Buffer.alloc(0);
  #isStarted = false;

  constructor(onStatement: (text: string) => void) {
    this.#onStatement = onStatement;
  }

  read(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      // Only the first message has no type.
      const headBytes = this.#isStarted ? TYPE_BYTES : 0;
      if (this.#pending.length < headBytes + LENGTH_BYTES) return;
      const end = headBytes + this.#pending.readInt32BE(headBytes);
      if (this.#pending.length < end) return;
      const type = this.#isStarted ? String.fromCharCode(this.#pending[0]!) : 'startup';
      this.#message(type, this.#pending.subarray(headBytes + LENGTH_BYTES, end));
      this.#pending = this.#pending.subarray(end);
      this.#isStarted = true;
    }
  }

  #message(type: string, body: Buffer): void {
    if (!['Q', 'P', 'B'].includes(type)) return;
    const [first = '', second = ''] = body.toString('utf8').split('\0', 2);
    // Query: text. Parse: name, text. Bind: portal, name.
    if (type === 'Q') this.#onStatement(first);
    else if (type === 'P') this.#prepared.set(first, second);
    else this.#onStatement(this.#prepared.get(second) ?? `unknown statement ${second}`);
  }
}
