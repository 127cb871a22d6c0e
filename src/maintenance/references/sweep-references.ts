import type { OperatorRun } from '../../audit/operator-run.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { assertNotStopped } from '../assert-not-stopped.js';
import { SQL_STATE, sqlStateOf } from '../../errors/sql-state.js';
import type { ReferenceField, ReferencingType } from '../../references/define-references.js';
import type { Reference } from '../../references/reference.js';
import { OltpSession } from './oltp-session.js';
import type { FieldOrphans, ReferenceProgress, ReferenceReport, TableReport } from './reference-report.js';
import {
  ReferringSession,
  type ReferringRow,
  type RestoreOutcome,
  type RowKey,
} from './referring-session.js';
import { REFERRING_DATABASES, SWEPT_TABLES, type ReferringDatabase } from './swept-tables.js';
import { unlessBusy } from './unless-busy.js';

/** The maintainer's URLs; null for a database that is not configured. */
export type ReferenceUrls = Readonly<Record<ReferringDatabase, string | null>> & { readonly oltp: string };

export interface SweepOptions {
  readonly urls: ReferenceUrls;
  /** Only look, set aside, or delete. */
  readonly mode: 'check' | 'quarantine' | 'remove';
  /** Null for all. */
  readonly tenantId: string | null;
  /** Null for all. */
  readonly table: string | null;
  readonly run: OperatorRun;
  /** How many rows are held at once. */
  readonly pageRows?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReferenceProgress) => void;
}

const DEFAULT_PAGE_ROWS = 1_000;
const TAKE_BACK_TRIES = 5;
const DEADLOCK = '40P01';
/** Somebody else is at work there. */
const BUSY: ReadonlySet<string> = new Set([
  SQL_STATE.lockNotAvailable,
  SQL_STATE.queryCanceled,
  SQL_STATE.foreignKeyViolation,
  SQL_STATE.serializationFailure,
  DEADLOCK,
]);

/**
 * Looks at all references to rows of `oltp`, and sets aside, or deletes, the rows whose references do not hold. Writers go on meanwhile: a row
 * goes only if at the moment when that is committed it still refers to what does not exist, and nobody can make that before. However many
 * rows there are, one page of them is held.
 *
 * @throws SluiceError `CONFIGURATION` where `oltp` has no tenant at all, which is hardly meant, or a login is refused; `BAD_USER_INPUT` for
 *   a table without references; `DATABASE_UNAVAILABLE`; `CANCELLED`. What was done by then is done.
 */
export async function sweepReferences(options: SweepOptions): Promise<ReferenceReport> {
  const { urls, table } = options;
  assertSwept(table);
  const oltp = new OltpSession(urls.oltp);
  try {
    if (options.tenantId === null && !(await oltp.hasTenants())) {
      throw new SluiceError(
        'CONFIGURATION',
        'The database "oltp" has no tenants, so that every row would count as lost. Is OLTP_MAINTAINER_DATABASE_URL right? One tenant at a time can be looked at all the same.',
      );
    }
    const tables: TableReport[] = [];
    for (const database of REFERRING_DATABASES) {
      const url = urls[database];
      if (url === null) continue;
      const session = await ReferringSession.open(url);
      try {
        for (const type of SWEPT_TABLES[database]) {
          if (table !== null && type.table !== table) continue;
          tables.push(await new TableSweep(options, oltp, session, database, type).run());
        }
      } finally {
        await session.close();
      }
    }
    return { tables, notConfigured: REFERRING_DATABASES.filter((database) => urls[database] === null) };
  } finally {
    await oltp.close();
  }
}

/** @throws SluiceError `BAD_USER_INPUT` that lists the tables. */
export function assertSwept(table: string | null): void {
  const tables = [
    ...new Set(Object.values(SWEPT_TABLES).flatMap((types) => types.map((type) => type.table))),
  ];
  if (table === null || tables.includes(table)) return;
  throw new SluiceError(
    'BAD_USER_INPUT',
    `"${table}" is no table with references to other databases. Those are ${tables.join(', ')}.`,
  );
}

interface Orphan {
  readonly key: RowKey;
  /** One of its references that are unknown. */
  readonly reason: Reference;
}

/** One table's sweep. */
class TableSweep {
  readonly #options: SweepOptions;
  readonly #oltp: OltpSession;
  readonly #session: ReferringSession;
  readonly #database: ReferringDatabase;
  readonly #table: string;
  readonly #fields: readonly (readonly [name: string, field: ReferenceField])[];
  readonly #orphansByField = new Map<string, number>();
  #rows = 0;
  #orphans = 0;
  #settled = 0;

  constructor(
    options: SweepOptions,
    oltp: OltpSession,
    session: ReferringSession,
    database: ReferringDatabase,
    { table, fields }: ReferencingType,
  ) {
    this.#options = options;
    this.#oltp = oltp;
    this.#session = session;
    this.#database = database;
    this.#table = table;
    this.#fields = Object.entries(fields);
  }

  async run(): Promise<TableReport> {
    const { tenantId, mode } = this.#options;
    const tenants = tenantId === null ? this.#session.tenants(this.#table) : [tenantId];
    for await (const tenant of tenants) await this.#sweepTenant(tenant);
    return {
      database: this.#database,
      table: this.#table,
      rows: this.#rows,
      orphans: this.#orphans,
      fields: this.#fields.map(([field, { kind }]): FieldOrphans => ({
        field,
        kind,
        rows: this.#orphansByField.get(field) ?? 0,
      })),
      quarantined: mode === 'quarantine' ? this.#settled : 0,
      removed: mode === 'remove' ? this.#settled : 0,
      left: this.#orphans - this.#settled,
    };
  }

  async #sweepTenant(tenantId: string): Promise<void> {
    const tenant: Reference = { kind: 'oltp.tenants', id: tenantId };
    if (this.#fields.every(([, { kind }]) => kind === 'oltp.tenants')) {
      if ((await this.#oltp.unknownAmong(tenantId, [tenant])).length === 0) return;
    }
    const { mode, onProgress, pageRows = DEFAULT_PAGE_ROWS } = this.#options;
    const columns = this.#fields.map(([, { column }]) => column);
    for await (const page of this.#session.pages(this.#table, tenantId, columns, pageRows)) {
      assertNotStopped(this.#options.signal);
      const orphans = await this.#findOrphans(tenantId, page);
      this.#rows += page.length;
      this.#orphans += orphans.length;
      if (mode !== 'check') this.#settled += await this.#settle(tenantId, orphans);
      onProgress?.({
        database: this.#database,
        table: this.#table,
        rows: this.#rows,
        orphans: this.#orphans,
      });
    }
  }

  async #findOrphans(tenantId: string, page: readonly ReferringRow[]): Promise<readonly Orphan[]> {
    const asked = new Map<string, Reference>();
    for (const row of page) {
      for (const reference of this.#referencesOf(row)) {
        if (reference !== null) asked.set(keyOf(reference), reference);
      }
    }
    const unknown = new Set((await this.#oltp.unknownAmong(tenantId, [...asked.values()])).map(keyOf));
    if (unknown.size === 0) return [];
    return page.flatMap((row) => {
      let reason: Reference | null = null;
      this.#referencesOf(row).forEach((reference, i) => {
        if (reference === null || !unknown.has(keyOf(reference))) return;
        // The tenant is declared first: without it nothing else can be, and nobody can make anything else.
        reason ??= reference;
        const [field] = this.#fields[i]!;
        this.#orphansByField.set(field, (this.#orphansByField.get(field) ?? 0) + 1);
      });
      return reason === null ? [] : [{ key: row.key, reason }];
    });
  }

  /** What each field refers to, null for nothing. */
  #referencesOf({ ids }: ReferringRow): readonly (Reference | null)[] {
    return this.#fields.map(([, { kind }], i) => {
      const id = ids[i] ?? null;
      return id === null ? null : { kind, id };
    });
  }

  /** Sets rows aside, or deletes them; where somebody is busy with one of the references, all the others still. @returns how many went. */
  async #settle(tenantId: string, orphans: readonly Orphan[]): Promise<number> {
    const byReason = new Map<string, Orphan[]>();
    for (const orphan of orphans) {
      const key = keyOf(orphan.reason);
      const alike = byReason.get(key);
      if (alike === undefined) byReason.set(key, [orphan]);
      else alike.push(orphan);
    }
    return this.#settleGroups(tenantId, [...byReason.values()]);
  }

  async #settleGroups(tenantId: string, groups: readonly (readonly Orphan[])[]): Promise<number> {
    if (groups.length === 0) return 0;
    assertNotStopped(this.#options.signal);
    try {
      return await this.#settleAtOnce(tenantId, groups.flat());
    } catch (error) {
      if (!BUSY.has(sqlStateOf(error) ?? '')) throw error;
      if (groups.length === 1) return 0;
      const half = groups.length >> 1;
      const first = await this.#settleGroups(tenantId, groups.slice(0, half));
      return first + (await this.#settleGroups(tenantId, groups.slice(half)));
    }
  }

  async #settleAtOnce(tenantId: string, orphans: readonly Orphan[]): Promise<number> {
    const { mode, run } = this.#options;
    const references = [...new Map(orphans.map(({ reason }) => [keyOf(reason), reason])).values()];
    const { result: stays, hasLasted } = await this.#oltp.reserving(
      tenantId,
      references,
      async (reserved) => {
        const missing = references.filter((reference) => reserved.has(reference));
        const lost = new Set(missing.map(keyOf));
        const keys = orphans.filter(({ reason }) => lost.has(keyOf(reason))).map(({ key }) => key);
        if (keys.length === 0) return [];
        return this.#session.quarantine(
          tenantId,
          this.#table,
          keys,
          this.#byColumn(missing),
          mode === 'quarantine',
          (count) => ({
            run,
            action: 'references clean',
            target: this.#table,
            tenantId,
            before: null,
            after: { [mode === 'quarantine' ? 'quarantined' : 'removed']: count },
          }),
          reserved.assertKept,
        );
      },
    );
    if (hasLasted || mode !== 'quarantine' || stays.length === 0) return stays.length;
    return stays.length - (await this.#takeBack(tenantId, orphans, stays));
  }

  /** Nobody kept the references from being made when that was committed: where one was, its rows go back. */
  async #takeBack(tenantId: string, orphans: readonly Orphan[], stays: readonly string[]): Promise<number> {
    const references = orphans.map(({ reason }) => reason);
    const unknown = await this.#oltp.unknownAmong(tenantId, references);
    if (unknown.length === references.length) return 0;
    const putBack = (): Promise<ReadonlyMap<string, RestoreOutcome>> =>
      this.#session.restore(
        tenantId,
        stays,
        (count) => ({
          run: this.#options.run,
          action: 'references clean',
          target: this.#table,
          tenantId,
          before: null,
          after: { restored: count },
        }),
        () => Promise.resolve(),
      );
    // In content the collector of texts may be at work. Whatever stays aside then, `restore` puts back.
    let outcomes: ReadonlyMap<string, RestoreOutcome> | null = null;
    for (let tries = 0; outcomes === null && tries < TAKE_BACK_TRIES; tries++) {
      outcomes = await unlessBusy(putBack);
    }
    return [...(outcomes?.values() ?? [])].filter((outcome) => outcome === 'restored').length;
  }

  #byColumn(references: readonly Reference[]): Readonly<Record<string, readonly string[]>> {
    const entries = this.#fields.map(([, { kind, column }]): [string, readonly string[]] => [
      column,
      references.filter((reference) => reference.kind === kind).map(({ id }) => id),
    ]);
    return Object.fromEntries(entries.filter(([, ids]) => ids.length > 0));
  }
}

function keyOf({ kind, id }: Reference): string {
  return `${kind} ${id}`;
}
