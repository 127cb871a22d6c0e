import pg from 'pg';
import type { BenchDatabase } from './support/bench-database.js';
import { spread } from './support/statistics.js';

const SIZES = [1, 10, 100, 1_000, 10_000] as const;
/** What is written beside a row, by which triggers, and how those are switched on. */
const KINDS = {
  'the change log': { triggers: ['log_insert', 'log_update'], on: 'enable' },
  'the search documents': { triggers: ['search_insert', 'search_update'], on: 'enable always' },
} as const;
type Kind = keyof typeof KINDS;

const INSERT = `
insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, external_id, subject, description, status, priority, channel, category)
select $1, gen_random_uuid(), c, c, gen_random_uuid()::text, 'A ticket', repeat('What it is about. ', 12), 'open', 'low', 'email', 'bench'
from (select now() - random() * interval '30 days' as c from generate_series(1, $2::int)) x`;
const UPDATE = `
update helpdesk.tickets set status = case status when 'open' then 'pending' else 'open' end
where (tenant_id, created_at, id) in (
  select tenant_id, created_at, id from helpdesk.tickets where tenant_id = $1 and category = 'bench' and created_at > now() - interval '30 days' limit $2::int)`;

/**
 * What the change log and the search documents cost writers: the same statement with the triggers of the one and without them, in turn,
 * each a transaction of its own, without those of the other. What is printed is the time with over the time without.
 */
export async function writeOverhead(database: BenchDatabase, rounds: number): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    for (const kind of Object.keys(KINDS) as Kind[]) await measure(client, kind, database.median.id, rounds);
  } finally {
    for (const kind of Object.keys(KINDS) as Kind[]) await setTriggers(client, kind, true);
    await client.query(`delete from helpdesk.tickets where category = 'bench'`);
    await client.query('select from helpdesk.refresh_dashboard_views()');
    await client.end();
  }
}

async function measure(client: pg.Client, kind: Kind, tenant: string, rounds: number): Promise<void> {
  for (const other of Object.keys(KINDS) as Kind[]) await setTriggers(client, other, other === kind);
  process.stdout.write(
    `Write overhead of ${kind}, ${rounds} rounds, in turn: time with it over time without, median (least to greatest)\n`,
  );
  for (const [what, statement] of [
    ['insert', INSERT],
    ['update', UPDATE],
  ] as const) {
    for (const size of SIZES) {
      const ratios: number[] = [];
      const repetitions = Math.max(1, Math.round(2_000 / size / 10));
      const run = async (): Promise<number> => {
        const startedAt = performance.now();
        for (let n = 0; n < repetitions; n++) await client.query(statement, [tenant, size]);
        return performance.now() - startedAt;
      };
      await run();
      for (let round = 0; round < rounds; round++) {
        // Which of the two comes first changes from round to round.
        const first = round % 2 === 0;
        await setTriggers(client, kind, first);
        const one = await run();
        await setTriggers(client, kind, !first);
        const other = await run();
        ratios.push(first ? one / other : other / one);
      }
      await setTriggers(client, kind, true);
      const { median, least, greatest } = spread(ratios);
      process.stdout.write(
        `  ${what} ${size.toLocaleString('en').padStart(6)} rows  ${median.toFixed(3)}  (${least.toFixed(2)} to ${greatest.toFixed(2)})\n`,
      );
    }
  }
}

async function setTriggers(client: pg.Client, kind: Kind, isOn: boolean): Promise<void> {
  const { triggers, on } = KINDS[kind];
  for (const trigger of triggers)
    await client.query(`alter table helpdesk.tickets ${isOn ? on : 'disable'} trigger ${trigger}`);
}
