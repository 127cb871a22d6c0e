import { explainRefusal } from './explain-refusal.js';
import { WorkerDatabase } from './worker-database.js';

/** Does something with one connection of the maintainer's, and ends it. @throws what `explainRefusal` makes of the database's errors. */
export async function withWorkerDatabase<T>(
  url: string,
  work: (database: WorkerDatabase) => Promise<T>,
): Promise<T> {
  const database = new WorkerDatabase({ url, maxConnections: 1 });
  try {
    return await work(database);
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await database.close();
  }
}
