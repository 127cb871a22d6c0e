import pg from 'pg';

/** Works with a connection to one of the demo's databases, which ends with the work. */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'sluice-demo' });
  // A server that stops in the middle makes the running statement fail; that says it all.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
