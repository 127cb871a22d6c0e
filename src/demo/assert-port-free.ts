import { createServer } from 'node:net';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * Passes where the port can be listened on now: better known before the database is filled than after.
 * @throws SluiceError `CONFIGURATION`.
 */
export function assertPortFree(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${cause.message})`;
      reject(
        new SluiceError(
          'CONFIGURATION',
          `Port ${port} on ${host} ${reason}. Choose another with --port, or a free one with --port 0.`,
          { cause },
        ),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
