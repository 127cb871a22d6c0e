import { withClient } from './with-client.js';

/** More than two cores are of use; where there are fewer, nothing is lost. */
const CONNECTIONS = 4;

/**
 * Runs statements, each in a transaction of its own, on several connections at once: the next one, in their order, wherever one has ended.
 * @throws Error of the first that fails, after which those that have begun may still run.
 */
export async function runAtOnce(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const waiting = [...statements];
  const work = (): Promise<void> =>
    withClient(databaseUrl, async (client) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await client.query(next);
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}
