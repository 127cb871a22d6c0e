import pg from 'pg';
import { SluiceError } from '../../errors/sluice-error.js';
import { leavesSession, SQL_STATE, sqlStateOf } from '../../errors/sql-state.js';
import { translateDatabaseError } from '../../errors/translate-database-error.js';
import { recordOperatorAction, type OperatorAction } from '../../audit/record-operator-action.js';
import { connectClient } from '../connect-client.js';
import { LOCK_WAIT_MS } from './lock-wait.js';

/** A column of a primary key, but `tenant_id`. */
interface KeyColumn {
  readonly name: string;
  /** Its SQL type. */
  readonly type: string;
}

/** A row's key as PostgreSQL writes its columns, in the order of the primary key. */
export type RowKey = readonly string[];

/** A row, as far as its references are concerned. */
export interface ReferringRow {
  readonly key: RowKey;
  /** The ids in the columns that were asked for, in their order; null refers to nothing. */
  readonly ids: readonly (string | null)[];
}

/** A row that was set aside, as far as its references are concerned. */
export interface QuarantinedRow {
  readonly id: string;
  readonly relation: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Which of the rows that were set aside; all where it does not say. */
export interface QuarantineFilter {
  /** Those that were in this table. */
  readonly table?: string | null;
  /** Those that were set aside longer ago, in days of 24 hours. */
  readonly olderThanDays?: number | null;
  /** Whether they were set aside because analytics refused them, and not because their references did not hold. */
  readonly isRefused?: boolean;
}

/** What became of a row that was to be put back. */
export type RestoreOutcome = 'restored' | 'present' | 'taken' | 'misfit';

const TENANTS_AT_ONCE = 1_000;
const UNDEFINED_FUNCTION = '42883';

/** The maintainer in a database whose rows refer to `oltp`. */
export class ReferringSession {
  readonly #client: pg.Client;
  readonly #keys = new Map<string, readonly KeyColumn[]>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** @throws SluiceError as {@link connectClient}. */
  static async open(url: string): Promise<ReferringSession> {
    return new ReferringSession(await connectClient(url));
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }

  /** The tenants that have rows in a table, in order, found as they are asked for. */
  async *tenants(table: string): AsyncGenerator<string> {
    let after: string | null = null;
    for (;;) {
      const { rows }: pg.QueryResult<{ id: string }> = await this.#query(
        'select t.id from sluice.referencing_tenants($1::text, $2::uuid, $3::int) as t (id)',
        [table, after, TENANTS_AT_ONCE],
      );
      for (const { id } of rows) yield id;
      if (rows.length < TENANTS_AT_ONCE) return;
      after = rows.at(-1)!.id;
    }
  }

  /** A tenant's rows of a table by their keys, page by page: no more than one is held. */
  async *pages(
    table: string,
    tenantId: string,
    columns: readonly string[],
    pageRows: number,
  ): AsyncGenerator<readonly ReferringRow[]> {
    const key = await this.#key(table);
    const names = key.map(({ name }) => pg.escapeIdentifier(name));
    const bounds = key.map(({ type }, i) => `$${i + 2}::${type}`);
    const asTexts = (columnNames: readonly string[]): string =>
      `array[${columnNames.map((name) => `${name}::text`).join(', ')}]::text[]`;
    // A table whose key is the tenant alone has one row of each.
    const text = (isFirst: boolean): string => `
      select ${asTexts(names)} as key, ${asTexts(columns.map((column) => pg.escapeIdentifier(column)))} as ids
      from ${table}
      ${isFirst || key.length === 0 ? '' : `where (${names.join(', ')}) > (${bounds.join(', ')})`}
      order by ${['tenant_id', ...names].join(', ')} limit $1`;
    let after: RowKey | null = null;
    for (;;) {
      const values: readonly unknown[] = after === null ? [pageRows] : [pageRows, ...after];
      const rows: readonly ReferringRow[] = await this.#asTenant(
        tenantId,
        async () => (await this.#query<ReferringRow>(text(after === null), values)).rows,
      );
      if (rows.length > 0) yield rows;
      if (rows.length < pageRows || key.length === 0) return;
      after = rows.at(-1)!.key;
    }
  }

  /**
   * A tenant's rows that were set aside, but for copies, page by page.
   * @param columns those that `record` has.
   */
  async *quarantined(
    tenantId: string,
    { table = null, olderThanDays = null, isRefused }: QuarantineFilter,
    columns: readonly string[],
    pageRows: number,
  ): AsyncGenerator<readonly QuarantinedRow[]> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows: readonly QuarantinedRow[] = await this.#asTenant(
        tenantId,
        async () =>
          (
            await this.#query<QuarantinedRow>(
              `select q.id, q.relation,
                    (select jsonb_object_agg(e.key, e.value) from jsonb_each(q.record) as e where e.key = any ($1)) as record
             from sluice.quarantined_rows as q
             where q.id > $2::uuid and q.missing is not null and ($3::text is null or q.relation = $3)
               and ($5::int is null or q.quarantined_at < now() - make_interval(hours => 24 * $5))
               and ($6::boolean is null or (q.missing ? 'refused') = $6)
             order by q.id limit $4`,
              [columns, after, table, pageRows, olderThanDays, isRefused ?? null],
            )
          ).rows,
      );
      if (rows.length > 0) yield rows;
      if (rows.length < pageRows) return;
      after = rows.at(-1)!.id;
    }
  }

  /**
   * Sets rows aside, or deletes them: those of these keys that have one of the ids in its column when it is done. One transaction, with its
   * entry in the audit trail; `beforeCommit` may still end it.
   * @param missing the ids that do not exist, by column.
   * @returns the ids of their stays, one for each row.
   */
  quarantine(
    tenantId: string,
    table: string,
    keys: readonly RowKey[],
    missing: Readonly<Record<string, readonly string[]>>,
    isKept: boolean,
    audit: (count: number) => OperatorAction,
    beforeCommit: () => Promise<void>,
  ): Promise<readonly string[]> {
    return this.#asTenant(tenantId, async () => {
      const columns = await this.#key(table);
      const records = keys.map((key) => ({
        ...Object.fromEntries(columns.map(({ name }, i) => [name, key[i]])),
        tenant_id: tenantId,
      }));
      const { rows } = await this.#query<{ id: string }>(
        'select q.id from sluice.quarantine_rows($1::text, $2::jsonb, $3::jsonb, $4::boolean) as q (id)',
        [table, JSON.stringify(records), JSON.stringify(missing), isKept],
      );
      if (rows.length > 0) await recordOperatorAction(this.#client, audit(rows.length));
      await beforeCommit();
      return rows.map(({ id }) => id);
    });
  }

  /** Puts rows back, in one transaction with its entry in the audit trail; `beforeCommit` may still end it. */
  restore(
    tenantId: string,
    ids: readonly string[],
    audit: (count: number) => OperatorAction,
    beforeCommit: () => Promise<void>,
  ): Promise<ReadonlyMap<string, RestoreOutcome>> {
    return this.#asTenant(tenantId, async () => {
      const { rows } = await this.#query<{ id: string; outcome: RestoreOutcome }>(
        'select r.id, r.outcome from sluice.restore_quarantined_rows($1::uuid[]) as r',
        [ids],
      );
      const count = rows.filter(({ outcome }) => outcome === 'restored').length;
      if (count > 0) await recordOperatorAction(this.#client, audit(count));
      await beforeCommit();
      return new Map(rows.map(({ id, outcome }) => [id, outcome]));
    });
  }

  /**
   * Forgets rows that were set aside longer ago than so many days, for good, in one transaction with its entries in the audit trail.
   * @returns how many went, by table; their copies stay until {@link dropUnneededCopies}.
   */
  discard(
    tenantId: string,
    ids: readonly string[],
    olderThanDays: number,
    audit: (table: string, count: number) => OperatorAction,
  ): Promise<ReadonlyMap<string, number>> {
    return this.#asTenant(tenantId, async () => {
      const { rows } = await this.#query<{ relation: string; discarded: number }>(
        'select d.relation, d.discarded::int from sluice.discard_quarantined_rows($1::uuid[], $2::int) as d',
        [ids, olderThanDays],
      );
      for (const { relation, discarded } of rows) {
        await recordOperatorAction(this.#client, audit(relation, discarded));
      }
      return new Map(rows.map(({ relation, discarded }) => [relation, discarded]));
    });
  }

  /**
   * How many copies nothing needs, or nothing else than what {@link quarantined} finds with the same arguments.
   * @param olderThanDays null for those that nothing needs now.
   */
  unneededCopies(tenantId: string, table: string | null, olderThanDays: number | null): Promise<number> {
    return this.#asTenant(tenantId, async () => {
      const { rows } = await this.#query<{ copies: number }>(
        `select count(*)::int as copies from sluice.quarantined_rows as c
         where c.missing is null and c.id not in (
           select unnest(q.needs) from sluice.quarantined_rows as q
           where (($1::text is null or q.relation = $1) and q.quarantined_at < now() - make_interval(hours => 24 * $2::int)) is not true)`,
        [table, olderThanDays],
      );
      return rows[0]!.copies;
    });
  }

  /**
   * Forgets copies that nothing needs any more; with `audit` in one transaction with its entry in the audit trail.
   * @returns how many.
   */
  dropUnneededCopies(tenantId: string, audit?: (count: number) => OperatorAction): Promise<number> {
    return this.#asTenant(tenantId, async () => {
      const { rows } = await this.#query<{ copies: number }>(
        'select sluice.drop_unneeded_copies()::int as copies',
        [],
      );
      const { copies } = rows[0]!;
      if (copies > 0 && audit !== undefined) await recordOperatorAction(this.#client, audit(copies));
      return copies;
    });
  }

  async #key(table: string): Promise<readonly KeyColumn[]> {
    let key = this.#keys.get(table);
    if (key === undefined) {
      const { rows } = await this.#query<KeyColumn>(
        `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
         from pg_catalog.pg_index as i
         cross join unnest(i.indkey) with ordinality as n (attnum, position)
         join pg_catalog.pg_attribute as a on a.attrelid = i.indrelid and a.attnum = n.attnum
         where i.indrelid = to_regclass($1) and i.indisprimary and a.attname <> 'tenant_id'
         order by n.position`,
        [table],
      );
      this.#keys.set(table, (key = rows));
    }
    return key;
  }

  async #asTenant<Result>(tenantId: string, work: () => Promise<Result>): Promise<Result> {
    await this.#query('begin', []);
    try {
      await this.#query(
        `select set_config('app.current_tenant_id', $1, true), set_config('lock_timeout', $2, true)`,
        [tenantId, `${LOCK_WAIT_MS}ms`],
      );
      const result = await work();
      await this.#query('commit', []);
      return result;
    } catch (error) {
      await this.#client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  async #query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<Row>> {
    try {
      return await this.#client.query<Row>(text, [...values]);
    } catch (cause) {
      if (!leavesSession(cause)) throw translateDatabaseError(cause);
      const state = sqlStateOf(cause);
      if (state !== SQL_STATE.undefinedTable && state !== UNDEFINED_FUNCTION) throw cause;
      throw new SluiceError(
        'CONFIGURATION',
        'This database lacks what looking after references needs. Run "sluice migrate" of this version.',
        { cause },
      );
    }
  }
}
