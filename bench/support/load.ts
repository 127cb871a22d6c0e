import { Agent, request } from 'node:http';

export interface LoadOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What each request is, or the requests that are sent one after the other, from the first again when all have been. */
  readonly body: string | readonly string[];
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Each request's time in milliseconds, ascending. */
  readonly latenciesMs: readonly number[];
}

/** Keeps `connections` requests under way for a while, each connection sending its next when the last is answered. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const latenciesMs: number[] = [];
  const bodies = typeof options.body === 'string' ? [options.body] : options.body;
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + options.durationMs;
  const worker = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const sentAt = performance.now();
      await post({ ...options, body: bodies[sent++ % bodies.length]! }, agent);
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { requestsPerSecond: latenciesMs.length / seconds, latenciesMs: latenciesMs.sort((a, b) => a - b) };
}

/** Sends one request and returns its body; anything but a whole answer ends the benchmark. */
export function post(
  { url, headers, body }: Pick<LoadOptions, 'url' | 'headers'> & { readonly body: string },
  agent?: Agent,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        ...(agent === undefined ? {} : { agent }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text);
          else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
