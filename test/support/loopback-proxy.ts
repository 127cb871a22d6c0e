import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface LoopbackProxy {
  /** `url` by way of the proxy. */
  through(url: string): string;
  /** How often the talk turned from one side to the other and back since the last {@link reset}: the network's round trips. */
  readonly roundTrips: number;
  /** How many packets the client's side has sent since the last {@link reset}. */
  readonly writes: number;
  reset(): void;
  /** Cuts every connection, as a network does. */
  cut(): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a PostgreSQL server that counts who speaks when. */
export async function startLoopbackProxy(target: { readonly port: number }): Promise<LoopbackProxy> {
  let roundTrips = 0;
  let writes = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1');
    let isServersTurn = false;
    client.on('data', (chunk) => {
      writes++;
      if (!isServersTurn) roundTrips++;
      isServersTurn = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      isServersTurn = false;
      client.write(chunk);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('end', () => other.end());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    through: (url) => {
      const via = new URL(url);
      via.hostname = '127.0.0.1';
      via.port = String(port);
      return via.href;
    },
    get roundTrips() {
      return roundTrips;
    },
    get writes() {
      return writes;
    },
    reset: () => {
      roundTrips = 0;
      writes = 0;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
