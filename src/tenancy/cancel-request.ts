import pg from 'pg';

/** What of a `pg.Client` a cancel request needs; `pg`'s own types leave it out. */
interface BackendKey {
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly processID: number;
  readonly secretKey: number;
}

/**
 * Sends PostgreSQL's CancelRequest for whatever `client` runs now, over a connection of its own, and resolves when
 * the server has closed that connection: by then the signal is sent, so it cannot hit a later user of the client's connection
 * (protocol: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS).
 * Works through PgBouncer, which forwards it. Never rejects: a cancel that cannot be sent leaves the query to its time limit.
 */
export function sendCancelRequest(client: pg.PoolClient): Promise<void> {
  const target = client as unknown as BackendKey;
  return new Promise((resolve) => {
    // `Connection` is exported by pg but typed for its streams only.
    const connection = new pg.Connection({ ssl: target.ssl } as never) as unknown as CancelConnection;
    const send = (): void => connection.cancel(target.processID, target.secretKey);
    connection.on('connect', () => (target.ssl ? connection.requestSsl() : send()));
    connection.on('sslconnect', send);
    connection.on('error', () => resolve());
    connection.on('end', () => resolve());
    if (target.host.startsWith('/')) connection.connect(`${target.host}/.s.PGSQL.${target.port}`);
    else connection.connect(target.port, target.host);
  });
}

interface CancelConnection {
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', listener: () => void): void;
}
