import type { FastifyInstance } from 'fastify';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * Begins to take requests.
 * @returns the server's address, such as `http://127.0.0.1:4000`.
 * @throws SluiceError `CONFIGURATION` for a port or an address that cannot be had.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw explain(error, host, port);
  }
}

function explain(error: unknown, host: string, port: number): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE':
      return new SluiceError(
        'CONFIGURATION',
        `Port ${port} on ${host} is already in use. Choose another with --port, or a free one with --port 0.`,
        { cause: error },
      );
    case 'EACCES':
      return new SluiceError(
        'CONFIGURATION',
        `Port ${port} needs privileges that this process does not have. Choose one above 1023 with --port.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SluiceError(
        'CONFIGURATION',
        `"${host}" is no address of this machine. Choose another with --host, such as 127.0.0.1 or 0.0.0.0.`,
        { cause: error },
      );
    default:
      return error;
  }
}
