import pg from 'pg';
import type { TableDescription } from '../table/table-description.js';
import { existsIn, judgeAgainstTables } from './judge-rows.js';
import { IS_ACCEPTED, IS_NEW, STAGED_ROWS, type StagedTable, VERDICTS } from './staging-area.js';

/** What one tenant got. */
export interface TenantLoad {
  readonly id: string;
  readonly name: string;
  /** Whether the file brought the tenant itself. */
  readonly isNewTenant: boolean;
  readonly loaded: number;
  readonly alreadyThere: number;
}

/**
 * Loads the accepted rows into their tables, tenant by tenant, inside the caller's transaction: row-level security sees each tenant's rows
 * arrive in that tenant's name (policy `maintain_tenant`). Another import into the same dataset waits until this one has ended.
 * @param onTenant told how many of how many tenants are done.
 */
export async function loadRows(
  client: pg.ClientBase,
  tables: readonly StagedTable[],
  onTenant: (done: number, total: number) => void,
): Promise<readonly TenantLoad[]> {
  const [main] = tables as [StagedTable, ...StagedTable[]];
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `sluice import ${main.table.dataset}`,
  ]);
  const { rows: tenants } = await client.query<{ id: string; name: string | null }>(
    `select s.tenant_id as id, min(s.import_tenant_name) as name from ${main.view} as s where ${IS_ACCEPTED} group by 1 order by 1`,
  );
  const loads: TenantLoad[] = [];
  for (const [index, { id, name }] of tenants.entries()) {
    await client.query(`select set_config('app.current_tenant_id', $1, true)`, [id]);
    const alreadyThere = await judgeAgainstTables(client, tables, id);
    if (await hasAcceptedRows(client, main, id)) {
      let isNewTenant = false;
      if (name !== null) {
        const { rowCount } = await client.query(
          'insert into sluice.tenants (id, name) values ($1, $2) on conflict do nothing',
          [id, name],
        );
        isNewTenant = rowCount === 1;
      }
      let loaded = 0;
      for (const table of inReferenceOrder(tables)) {
        const count = await insertRows(client, table, table === main, id);
        if (table === main) loaded = count;
      }
      loads.push({ id, name: await tenantName(client, id), isNewTenant, loaded, alreadyThere });
    }
    onTenant(index + 1, tenants.length);
  }
  return loads;
}

/** How many rows were refused for each reason, the most frequent first. */
export async function countRejects(client: pg.ClientBase): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ reason: string; count: string }>(
    `select reason, count(*) from ${VERDICTS} group by reason order by count(*) desc, reason`,
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, Number(count)]));
}

async function hasAcceptedRows(client: pg.ClientBase, main: StagedTable, tenantId: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from ${main.view} as s where s.tenant_id = $1 and ${IS_ACCEPTED}) as found`,
    [tenantId],
  );
  return rows[0]!.found;
}

async function tenantName(client: pg.ClientBase, tenantId: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select name from sluice.tenants where id = $1', [
    tenantId,
  ]);
  return rows[0]!.name;
}

async function insertRows(
  client: pg.ClientBase,
  staged: StagedTable,
  isMain: boolean,
  tenantId: string,
): Promise<number> {
  const { table, columns, view } = staged;
  const names = ['tenant_id', ...columns.map(({ name }) => name)].map((name) => pg.escapeIdentifier(name));
  const identity = table.identity.map((name) => `s.${name}`).join(', ');
  // Several source rows may bring the same row of a table beside the dataset, such as a common organisation.
  const distinct = isMain ? '' : `distinct on (${identity})`;
  const order = isMain ? 'order by s.import_n' : `order by ${identity}, s.import_n`;
  const { rowCount } = await client.query(
    `insert into ${table.sqlName} (${names.join(', ')})
     select ${distinct} ${names.map((name) => `s.${name}`).join(', ')}
     from ${view} as s
     where s.tenant_id = $1 and ${IS_ACCEPTED} and ${IS_NEW}${isMain ? '' : ` and not ${existsIn(table)}`}
     ${order}`,
    [tenantId],
  );
  return rowCount ?? 0;
}

/** What is referred to comes before what refers to it. */
function inReferenceOrder(tables: readonly StagedTable[]): readonly StagedTable[] {
  const ordered: StagedTable[] = [];
  const place = (staged: StagedTable, path: readonly TableDescription[]): void => {
    if (ordered.includes(staged) || path.includes(staged.table)) return;
    for (const { referencedTable } of staged.table.references) {
      for (const parent of tables) {
        if (parent.table.sqlName === referencedTable) place(parent, [...path, staged.table]);
      }
    }
    ordered.push(staged);
  };
  for (const staged of tables) place(staged, []);
  return ordered;
}

/** How many rows are staged. */
export async function countStagedRows(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${STAGED_ROWS}`);
  return Number(rows[0]!.count);
}
