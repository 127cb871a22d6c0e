import { WebSocket } from 'ws';
import type { GraphqlResponseError } from './graphql-client.js';

/** A GraphQL result as it came. */
export interface LiveResult<Data = never> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphqlResponseError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** How a stream ended. */
export interface LiveEnd {
  /** The WebSocket's close code; null where the operation was completed, or the transport has no codes. */
  readonly code: number | null;
  readonly reason: string;
}

/** The results of one operation, as they come. */
export interface LiveStream<Data> {
  /** The next result. @throws Error where the stream ends instead. */
  next(): Promise<LiveResult<Data>>;
  /** How many results have come. */
  readonly received: number;
  /** Resolves when no more will come. */
  readonly ended: Promise<LiveEnd>;
  /** Wants no more. */
  stop(): void;
}

/** Results in order, for one reader. */
class Results<Data> implements LiveStream<Data> {
  readonly #waiting: LiveResult<Data>[] = [];
  readonly #stop: () => void;
  #reader: { resolve(result: LiveResult<Data>): void; reject(error: Error): void } | null = null;
  #resolveEnd!: (end: LiveEnd) => void;
  #end: LiveEnd | null = null;
  received = 0;
  readonly ended = new Promise<LiveEnd>((resolve) => (this.#resolveEnd = resolve));

  constructor(stop: () => void) {
    this.#stop = stop;
  }

  push(result: LiveResult<Data>): void {
    this.received++;
    if (this.#reader === null) this.#waiting.push(result);
    else this.#reader.resolve(result);
    this.#reader = null;
  }

  end(end: LiveEnd): void {
    this.#end ??= end;
    this.#resolveEnd(this.#end);
    this.#reader?.reject(new Error(`The stream ended: ${JSON.stringify(end)}`));
  }

  next(): Promise<LiveResult<Data>> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    if (this.#end !== null)
      return Promise.reject(new Error(`The stream ended: ${JSON.stringify(this.#end)}`));
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  stop(): void {
    this.#stop();
  }
}

export interface LiveOperationOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

type Message = { readonly type: string; readonly id?: string; readonly payload?: unknown };

/** A WebSocket that speaks graphql-transport-ws by hand, so that a test can also speak it wrongly. */
export class LiveSocket {
  readonly socket: WebSocket;
  readonly #streams = new Map<string, Results<never>>();
  readonly #others: Message[] = [];
  #onOther: (() => void) | null = null;
  #nextId = 1;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<LiveEnd>;

  constructor(
    graphqlUrl: string,
    {
      headers = {},
      protocol = 'graphql-transport-ws',
    }: { headers?: Record<string, string>; protocol?: string } = {},
  ) {
    this.socket = new WebSocket(graphqlUrl.replace(/^http/, 'ws'), protocol, { headers });
    this.socket.on('message', (data) => this.#receive(JSON.parse(String(data as Buffer)) as Message));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        const end = { code, reason: String(reason) };
        for (const stream of this.#streams.values()) stream.end(end);
        resolve(end);
      });
    });
  }

  /** Connects as the bearer of a token. @throws Error with the code and reason where that is refused. */
  static async connect(graphqlUrl: string, authorization: string): Promise<LiveSocket> {
    const socket = new LiveSocket(graphqlUrl);
    await socket.opened();
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.acknowledged();
    return socket;
  }

  /** Resolves when the handshake is done. @throws Error with the status where it is refused. */
  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve());
      this.socket.once('unexpected-response', (_request, response) =>
        reject(new Error(`status ${response.statusCode}`)),
      );
    });
  }

  async acknowledged(): Promise<void> {
    const end = await Promise.race([this.other(), this.closed]);
    if (!('type' in end) || end.type !== 'connection_ack') throw new Error(JSON.stringify(end));
  }

  /** The next message that belongs to no operation. */
  async other(): Promise<Message> {
    while (this.#others.length === 0) await new Promise<void>((resolve) => (this.#onOther = resolve));
    return this.#others.shift()!;
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe<Data>(query: string, options: LiveOperationOptions = {}): LiveStream<Data> {
    const id = String(this.#nextId++);
    const stream = new Results<Data>(() => {
      this.#streams.delete(id);
      this.send({ id, type: 'complete' });
    });
    this.#streams.set(id, stream as Results<never>);
    this.send({ id, type: 'subscribe', payload: { query, ...options } });
    return stream;
  }

  /** {@link subscribe} as the only operation of the socket: stopping it closes the socket. */
  subscribeAlone<Data>(query: string, options: LiveOperationOptions = {}): LiveStream<Data> {
    const stream = this.subscribe<Data>(query, options);
    return {
      next: () => stream.next(),
      get received() {
        return stream.received;
      },
      ended: stream.ended,
      stop: () => this.socket.close(),
    };
  }

  /** Says goodbye and waits until the server has too. */
  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #receive(message: Message): void {
    const stream = message.id === undefined ? undefined : this.#streams.get(message.id);
    if (stream === undefined) {
      if (message.id !== undefined) return;
      this.#others.push(message);
      this.#onOther?.();
      return;
    }
    if (message.type === 'next') stream.push(message.payload as LiveResult);
    if (message.type === 'error') stream.push({ errors: message.payload as GraphqlResponseError[] });
    if (message.type === 'complete' || message.type === 'error')
      stream.end({ code: null, reason: message.type });
  }
}

/** Asks for a stream of events; null stands for a method of POST. @throws Error with status and body where there is none. */
export async function streamEvents<Data>(
  graphqlUrl: string,
  headers: Record<string, string>,
  query: string,
  options: LiveOperationOptions & { readonly isGet?: boolean } = {},
): Promise<LiveStream<Data>> {
  const { isGet = false, ...operation } = options;
  const abort = new AbortController();
  const accepting = { accept: 'text/event-stream', ...headers };
  const search = new URLSearchParams({
    query,
    ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
    ...(operation.variables === undefined ? {} : { variables: JSON.stringify(operation.variables) }),
  });
  const response = isGet
    ? await fetch(`${graphqlUrl}?${search}`, { headers: accepting, signal: abort.signal })
    : await fetch(graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...accepting },
        body: JSON.stringify({ query, ...operation }),
        signal: abort.signal,
      });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    throw new Error(`status ${response.status}: ${await response.text()}`);
  }
  const stream = new Results<Data>(() => abort.abort());
  void readEvents(response, stream);
  return stream;
}

async function readEvents<Data>(response: Response, stream: Results<Data>): Promise<void> {
  let text = '';
  let reason = 'cut';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const event = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length);
        const data = lines
          .filter((line) => line.startsWith('data: '))
          .map((line) => line.slice('data: '.length));
        if (event === 'next') stream.push(JSON.parse(data.join('\n')) as LiveResult<Data>);
        if (event === 'complete') reason = 'complete';
      }
    }
  } catch {
    // Cut in the middle.
  }
  stream.end({ code: null, reason });
}
