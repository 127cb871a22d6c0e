import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';

export interface JwksServer {
  readonly url: string;
  /** How often the keys were fetched. */
  readonly fetches: number;
  /** What it answers from now on. */
  publish(keys: readonly JWK[]): void;
  /** Answers with this status from now on, as an identity provider that is down does. */
  failWith(status: number): void;
  close(): Promise<void>;
}

/** An identity provider's key endpoint on the loopback interface. */
export async function startJwksServer(): Promise<JwksServer> {
  let keys: readonly JWK[] = [];
  let status = 200;
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches++;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/keys`,
    get fetches() {
      return fetches;
    },
    publish: (published) => {
      keys = published;
      status = 200;
    },
    failWith: (failure) => (status = failure),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
