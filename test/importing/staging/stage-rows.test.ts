import pg from 'pg';
import { expect, test } from 'vitest';
import type { SourceRow } from '../../../src/importing/source/source-row.js';
import { createStagingArea, STAGED_ROWS } from '../../../src/importing/staging/staging-area.js';
import { stageRows } from '../../../src/importing/staging/stage-rows.js';
import { createTestDatabase } from '../../setup/test-database.js';

const BATCHES = 400;
const ROWS_A_BATCH = 100;
const ROW = 'x'.repeat(5_000);

test('reads no further ahead than the connection takes: while nothing is sent, it stops reading', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.maintainerUrl });
  await client.connect();
  const tables = await createStagingArea(client, []);
  let produced = 0;
  async function* batches(): AsyncGenerator<readonly SourceRow[]> {
    for (let batch = 0; batch < BATCHES; batch++) {
      produced++;
      yield Array.from({ length: ROWS_A_BATCH }, (_, i) => ({
        line: batch * ROWS_A_BATCH + i,
        values: [],
        text: ROW,
        problem: { reason: 'unread', detail: 'for the test' },
      }));
    }
  }
  const mapping = { sourceColumns: [], tables: [], transform: ({ problem }: SourceRow) => problem! };

  // The server's side of the socket stays as it is; ours claims to be full, as it does when the server is slower than the file.
  const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream } }).connection;
  const write = stream.write.bind(stream);
  let isFull = true;
  stream.write = ((...args: Parameters<typeof write>) => {
    const isTaken = write(...args);
    return isFull ? false : isTaken;
  }) as typeof stream.write;
  const staging = stageRows(client, batches(), mapping, tables, () => {});

  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = produced === before && produced > 0;
        before = produced;
        return isStill;
      },
      { interval: 200 },
    )
    .toBe(true);
  expect(produced).toBeLessThan(BATCHES / 10);

  isFull = false;
  const drain = setInterval(() => stream.emit('drain'), 1);
  try {
    expect(await staging).toBe(BATCHES * ROWS_A_BATCH);
  } finally {
    clearInterval(drain);
  }
  expect((await client.query(`select count(*) from ${STAGED_ROWS}`)).rows).toEqual([
    { count: String(BATCHES * ROWS_A_BATCH) },
  ]);
  await client.end();
});
