import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TurnCountingProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** Changes of direction from client to server since the last call: round trips. */
  takeTurns(): number;
  close(): Promise<void>;
}

/** A loopback proxy in front of a PostgreSQL that counts round trips: each time the client speaks after the server has. */
export async function startTurnCountingProxy(databaseUrl: string): Promise<TurnCountingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let turns = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let speaker: 'client' | 'server' = 'server';
    client.on('data', (chunk) => {
      if (speaker === 'server') turns++;
      speaker = 'client';
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      speaker = 'server';
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('close', () => other.destroy());
      socket.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    takeTurns: () => {
      const taken = turns;
      turns = 0;
      return taken;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
