import type pg from 'pg';
import PgBoss from 'pg-boss';
import { SluiceError } from '../errors/sluice-error.js';
import { DEAD_LETTERS, JOB_QUEUES, JOB_SCHEMA, LEASE_SECONDS, SCHEDULE_QUEUE } from './job-queues.js';

/** What a worker needs of pg-boss's tables: rows, and no object. */
const GRANTS = `
  grant usage on schema ${JOB_SCHEMA} to sluice_maintainer;
  grant select, insert, update, delete on ${JOB_SCHEMA}.job to sluice_maintainer;
  grant select, insert, delete on ${JOB_SCHEMA}.archive to sluice_maintainer;
  grant select, insert, update, delete on ${JOB_SCHEMA}.schedule to sluice_maintainer;
  grant select on ${JOB_SCHEMA}.queue to sluice_maintainer;
  grant select, update (maintained_on, cron_on, monitored_on) on ${JOB_SCHEMA}.version to sluice_maintainer`;

/**
 * Makes pg-boss's schema, or brings it up to date, with the queues of {@link JOB_QUEUES} and the maintainer's privileges on them. To be
 * called inside a transaction of its own, alone, by a role that may act as sluice_owner and make schemas. Changes nothing of jobs that wait.
 *
 * @throws SluiceError `CONFIGURATION` where a newer version of Sluice has been here.
 */
export async function installJobQueues(client: pg.ClientBase): Promise<void> {
  const schema = await client.query('select from pg_catalog.pg_namespace where nspname = $1', [JOB_SCHEMA]);
  if (schema.rowCount === 0) await client.query(`create schema ${JOB_SCHEMA} authorization sluice_owner`);
  await client.query('set local role sluice_owner');
  await client.query(
    `comment on schema ${JOB_SCHEMA} is 'The queues of sluice worker, as pg-boss keeps them. No tenant''s data; nothing for the gateway.'`,
  );
  await installTables(client);
  await createQueues(client);
  await client.query(GRANTS);
}

async function installTables(client: pg.ClientBase): Promise<void> {
  const plan = PgBoss.getConstructionPlans(JOB_SCHEMA);
  const wanted = Number(/version\(version\) VALUES \('(\d+)'\)/.exec(plan)?.[1]);
  const found = await installedVersion(client);
  if (found === wanted) return;
  if (found === null) {
    await client.query(withoutTransaction(plan));
  } else if (found < wanted) {
    await client.query(withoutTransaction(PgBoss.getMigrationPlans(JOB_SCHEMA, String(found))));
  } else {
    throw new SluiceError(
      'CONFIGURATION',
      `The job queues of this database are of version ${found}, and this version of Sluice knows ${wanted}. ` +
        'It was migrated by a newer version: use that one.',
    );
  }
}

async function installedVersion(client: pg.ClientBase): Promise<number | null> {
  const { rowCount } = await client.query(
    `select from pg_catalog.pg_tables where schemaname = $1 and tablename = 'version'`,
    [JOB_SCHEMA],
  );
  if (rowCount === 0) return null;
  const { rows } = await client.query<{ version: number }>(`select version from ${JOB_SCHEMA}.version`);
  return rows[0]?.version ?? null;
}

/**
 * pg-boss's plans are transactions of their own that begin with making the schema. Ours is under way, and sluice_owner may not make schemas
 * in the database: it owns this one already.
 */
function withoutTransaction(plan: string): string {
  const [, body] = /^\s*BEGIN;([^]*)COMMIT;\s*$/.exec(plan) ?? [];
  if (body === undefined) throw new Error('The plan of pg-boss is not one transaction any more.');
  return body.replace(`CREATE SCHEMA IF NOT EXISTS ${JOB_SCHEMA}\n`, '\n');
}

async function createQueues(client: pg.ClientBase): Promise<void> {
  const boss = new PgBoss({
    schema: JOB_SCHEMA,
    db: { executeSql: (text, values) => client.query(text, values) },
  });
  await boss.createQueue(SCHEDULE_QUEUE);
  await boss.createQueue(DEAD_LETTERS);
  for (const [name, { retryLimit, retryDelaySeconds }] of Object.entries(JOB_QUEUES)) {
    const options: PgBoss.Queue = {
      name,
      // One job of a rollup waits at most. One that runs is kept alone by the rollup's own lock.
      policy: 'short',
      retryLimit,
      retryDelay: retryDelaySeconds,
      retryBackoff: true,
      expireInSeconds: LEASE_SECONDS,
      deadLetter: DEAD_LETTERS,
    };
    await boss.createQueue(name, options);
    await boss.updateQueue(name, options);
  }
}
