import type pg from 'pg';
import type { TableDescription, UniqueRule } from '../table/table-description.js';
import { IS_ACCEPTED, IS_NEW, PRESENT, type StagedTable, VERDICTS } from './staging-area.js';

/**
 * Finds the staged rows that break a CHECK constraint or repeat an earlier row of the file, for all tenants at once. Each gets a verdict whose
 * reason is the constraint's name (the first by name, as PostgreSQL itself checks them) or `duplicate_in_file`. Nothing of
 * this looks at rows that are in the tables, so it needs no transaction and no tenant.
 */
export async function judgeAmongThemselves(
  client: pg.ClientBase,
  tables: readonly StagedTable[],
): Promise<void> {
  for (const table of tables) await judgeChecks(client, table);
  const [main, ...also] = tables as [StagedTable, ...StagedTable[]];
  await judgeRepeated(client, main, identityRule(main.table));
  for (const table of [main, ...also]) {
    for (const rule of uniqueRulesOf(table.table)) await judgeRepeated(client, table, rule);
  }
  await client.query(`analyze ${VERDICTS}`);
}

/**
 * Finds the rows of one tenant that the dataset has already, and those that contradict what is in the tables: a reference to what does
 * not exist, a unique value that another row has. Runs inside the load's transaction, as that tenant.
 * @returns how many rows are there already.
 */
export async function judgeAgainstTables(
  client: pg.ClientBase,
  tables: readonly StagedTable[],
  tenantId: string,
): Promise<number> {
  const [main] = tables as [StagedTable, ...StagedTable[]];
  const { rowCount } = await client.query(
    `insert into ${PRESENT} (n)
     select s.import_n from ${main.view} as s
     where s.tenant_id = $1 and ${IS_ACCEPTED} and ${existsIn(main.table)}`,
    [tenantId],
  );
  for (const table of tables) {
    for (const rule of uniqueRulesOf(table.table)) await judgeTaken(client, table, rule, tenantId);
    await judgeReferences(client, table, tables, tenantId);
  }
  return rowCount ?? 0;
}

/** Condition that a view's row (`s`) is in its table. */
export function existsIn({ sqlName, identity }: TableDescription): string {
  return `exists (select from ${sqlName} as t where ${identity.map((column) => `t.${column} = s.${column}`).join(' and ')})`;
}

async function judgeChecks(client: pg.ClientBase, { table, view }: StagedTable): Promise<void> {
  if (table.checks.length === 0) return;
  // A CHECK lets null pass, and so does `case when not`.
  const broken = table.checks.map(({ sql }, index) => `case when not (${sql}) then ${index} end`);
  await client.query(
    `insert into ${VERDICTS} (n, reason, detail)
     select b.import_n, ($1::text[])[b.broken[1] + 1],
       (select string_agg(($2::text[])[i + 1], ' ' order by i) from unnest(b.broken) as i)
     from (
       select s.import_n, array_remove(array[${broken.join(', ')}]::integer[], null) as broken
       from ${view} as s
       where ${IS_ACCEPTED}
     ) as b
     where cardinality(b.broken) > 0`,
    [
      table.checks.map(({ name }) => name),
      table.checks.map(({ name, words }) => words ?? `The row breaks the rule ${name}.`),
    ],
  );
}

/** Rows of the file that have the same keys as an earlier one. Of a table beside the dataset, the same row twice is one row. */
async function judgeRepeated(
  client: pg.ClientBase,
  { table, view }: StagedTable,
  rule: UniqueRule,
): Promise<void> {
  const { keys, isComplete, from } = keysOf(rule, view);
  const isIdentity = rule.name === DUPLICATE;
  const sameRow = `(${table.identity.map((column) => `s.${column}`).join(', ')})`;
  await client.query(
    `insert into ${VERDICTS} (n, reason, detail)
     select d.import_n, $1, format($2, d.first_line)
     from (
       select s.import_n, first_value(s.import_line) over w as first_line, row_number() over w as position,
         ${sameRow}::text as identity, first_value(${sameRow}::text) over w as first_identity
       from ${from} as s
       where ${isComplete} and ${IS_ACCEPTED}
       window w as (partition by ${keys.map((key) => `s.${key}`).join(', ')} order by s.import_n)
     ) as d
     where d.position > 1${isIdentity ? '' : ' and d.identity <> d.first_identity'}
     on conflict do nothing`,
    [
      rule.name,
      isIdentity
        ? 'Line %s of the file has the same id, and goes in.'
        : `${withoutPercent(rule.words ?? `The values of ${rule.keys.join(', ')} must be unique.`)} Line %s of the file has the same.`,
    ],
  );
}

async function judgeTaken(
  client: pg.ClientBase,
  { table, view }: StagedTable,
  rule: UniqueRule,
  tenantId: string,
): Promise<void> {
  const { keys, isComplete, from } = keysOf(rule, view);
  const existing = keysOf(rule, table.sqlName);
  const equals = rule.treatsNullsAsEqual ? 'is not distinct from' : '=';
  const sameRow = table.identity.map((column) => `t.${column} = s.${column}`).join(' and ');
  await client.query(
    `insert into ${VERDICTS} (n, reason, detail)
     select s.import_n, $2, $3
     from ${from} as s
     where s.tenant_id = $1 and ${isComplete} and ${IS_ACCEPTED}
       and ${IS_NEW}
       and exists (
         select from ${existing.from} as t
         where ${keys.map((key) => `t.${key} ${equals} s.${key}`).join(' and ')} and not (${sameRow}))
     on conflict do nothing`,
    [tenantId, rule.name, rule.words ?? `Another row has the same ${rule.keys.join(', ')}.`],
  );
}

async function judgeReferences(
  client: pg.ClientBase,
  { table, view }: StagedTable,
  tables: readonly StagedTable[],
  tenantId: string,
): Promise<void> {
  for (const rule of table.references) {
    const isSame = (parent: string): string =>
      rule.referencedColumns
        .map((column, index) => `${parent}.${column} = s.${rule.columns[index]}`)
        .join(' and ');
    const staged = tables
      .filter((other) => other.table.sqlName === rule.referencedTable)
      .map(({ view: parent }) => `and not exists (select from ${parent} as t where ${isSame('t')})`);
    // A tenant that the mapping names is made by this very import.
    if (rule.referencedTable === 'sluice.tenants') staged.push('and s.import_tenant_name is null');
    await client.query(
      `insert into ${VERDICTS} (n, reason, detail)
       select s.import_n, $2, $3
       from ${view} as s
       where s.tenant_id = $1 and ${IS_ACCEPTED}
         and ${IS_NEW}
         and ${rule.columns.map((column) => `s.${column} is not null`).join(' and ')}
         and not exists (select from ${rule.referencedTable} as t where ${isSame('t')})
         ${staged.join(' ')}
       on conflict do nothing`,
      [
        tenantId,
        rule.name,
        rule.words ??
          `The row refers to a row of ${rule.referencedTable} that does not exist. Import that one first.`,
      ],
    );
  }
}

const DUPLICATE = 'duplicate_in_file';

function identityRule({ identity }: TableDescription): UniqueRule {
  return { name: DUPLICATE, keys: identity, whereSql: null, treatsNullsAsEqual: false, words: null };
}

/** The unique rules that say more than that rows of different identity are different rows. */
function uniqueRulesOf({ identity, uniques }: TableDescription): readonly UniqueRule[] {
  return uniques.filter(({ keys }) => !identity.every((column) => keys.includes(column)));
}

/** A rule's keys over a table or view, each named `key_<i>`; an ordinary UNIQUE says nothing of rows with a null among them. */
function keysOf(
  rule: UniqueRule,
  relation: string,
): { keys: readonly string[]; isComplete: string; from: string } {
  const keys = rule.keys.map((_, index) => `key_${index}`);
  const named = rule.keys.map((key, index) => `(${key}) as key_${index}`);
  return {
    keys,
    isComplete: rule.treatsNullsAsEqual ? 'true' : keys.map((key) => `s.${key} is not null`).join(' and '),
    from: `(select r.*, ${named.join(', ')} from ${relation} as r${rule.whereSql === null ? '' : ` where ${rule.whereSql}`})`,
  };
}

function withoutPercent(text: string): string {
  return text.replaceAll('%', '%%');
}
