import type pg from 'pg';

/** A way to search whose time and buffers are compared with others'. */
export interface SearchWay {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Opens a transaction of a tenant as the gateway does; what is measured runs inside it. */
export async function beginAs(gateway: pg.Client, tenantId: string): Promise<void> {
  await gateway.query('begin isolation level repeatable read read only');
  await gateway.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
}

/** How long it takes, in milliseconds, from the statement's sending to its last row. */
export async function timeOf(gateway: pg.Client, { name, sql, values }: SearchWay): Promise<number> {
  const startedAt = performance.now();
  await gateway.query({ name, text: sql, values: [...values] });
  return performance.now() - startedAt;
}

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

/** How many buffers it touches, those of statements inside functions included. */
export async function buffersOf(gateway: pg.Client, { sql, values }: SearchWay): Promise<number> {
  const { rows } = await gateway.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
    `explain (analyze, buffers, timing off, format json) ${sql}`,
    [...values],
  );
  const plan = rows[0]!['QUERY PLAN'][0].Plan;
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}
