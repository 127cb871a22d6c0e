import type { OperatorRun } from '../../audit/operator-run.js';
import { assertNotStopped } from '../assert-not-stopped.js';
import { SQL_STATE, sqlStateOf } from '../../errors/sql-state.js';
import type { ReferenceField } from '../../references/define-references.js';
import type { Reference } from '../../references/reference.js';
import { OltpSession } from './oltp-session.js';
import { ReferringSession, type QuarantinedRow, type RestoreOutcome } from './referring-session.js';
import { assertSwept, sweepReferences, type ReferenceUrls } from './sweep-references.js';
import { REFERRING_DATABASES, SWEPT_TABLES, type ReferringDatabase } from './swept-tables.js';
import { unlessBusy } from './unless-busy.js';

export interface RestoreOptions {
  readonly urls: ReferenceUrls;
  /** Null for all. */
  readonly tenantId: string | null;
  /** Null for all. */
  readonly table: string | null;
  readonly run: OperatorRun;
  /** How many rows are held at once. */
  readonly pageRows?: number;
  readonly signal?: AbortSignal;
}

/** What became of the rows of a database that were set aside. */
export interface RestoreReport {
  readonly database: ReferringDatabase;
  /** Rows that are where they were; those that had come there again among them. */
  readonly restored: number;
  /** Rows that still refer to what does not exist. */
  readonly unknown: number;
  /** Rows whose place another row has taken. */
  readonly taken: number;
  /** Rows that their table does not take as they are. */
  readonly misfit: number;
  /** Rows that somebody was busy with. */
  readonly busy: number;
}

/** Each is a row of the database's table and, for messages, of its text. */
const DEFAULT_PAGE_ROWS = 200;

/**
 * Puts rows back that were set aside, those whose references all hold by now; what they refer to is held meanwhile.
 * @throws SluiceError `CONFIGURATION`, `DATABASE_UNAVAILABLE`, `BAD_USER_INPUT` for a table without references, `CANCELLED`.
 */
export async function restoreReferences(options: RestoreOptions): Promise<readonly RestoreReport[]> {
  assertSwept(options.table);
  const oltp = new OltpSession(options.urls.oltp);
  try {
    const reports: RestoreReport[] = [];
    // Figures before messages: an event of a message that is back goes on with its figures, and does not begin them anew.
    for (const database of REFERRING_DATABASES.toReversed()) {
      const url = options.urls[database];
      if (url === null) continue;
      const session = await ReferringSession.open(url);
      try {
        reports.unshift({ database, ...(await restoreDatabase(options, oltp, session, database)) });
      } finally {
        await session.close();
      }
    }
    return reports;
  } finally {
    await oltp.close();
  }
}

type Outcome = RestoreOutcome | 'unknown' | 'busy';

async function restoreDatabase(
  { urls, tenantId, table, run, pageRows = DEFAULT_PAGE_ROWS, signal }: RestoreOptions,
  oltp: OltpSession,
  session: ReferringSession,
  database: ReferringDatabase,
): Promise<Omit<RestoreReport, 'database'>> {
  const counts: Record<Outcome, number> = {
    restored: 0,
    present: 0,
    taken: 0,
    misfit: 0,
    unknown: 0,
    busy: 0,
  };
  const fieldsByTable = new Map(
    SWEPT_TABLES[database].map((type) => [type.table, Object.values<ReferenceField>(type.fields)]),
  );
  const columns = [
    ...new Set([...fieldsByTable.values()].flatMap((fields) => fields.map(({ column }) => column))),
  ];
  for await (const tenant of tenantId === null ? session.tenants('sluice.quarantined_rows') : [tenantId]) {
    for await (const page of session.quarantined(tenant, { table, isRefused: false }, columns, pageRows)) {
      assertNotStopped(signal);
      const { outcomes, hasLasted } = await restorePage(tenant, page);
      for (const outcome of outcomes) counts[outcome]++;
      // What was put back may have lost its references before that was committed.
      if (!hasLasted) await sweepReferences({ urls, mode: 'quarantine', tenantId: tenant, table, run });
    }
    // Where somebody is busy there, the next run does it.
    await unlessBusy(() => session.dropUnneededCopies(tenant));
  }
  const { restored, present, ...others } = counts;
  return { restored: restored + present, ...others };

  async function restorePage(
    tenant: string,
    page: readonly QuarantinedRow[],
  ): Promise<{ readonly outcomes: readonly Outcome[]; readonly hasLasted: boolean }> {
    const references = page.map(({ relation, record }) => referencesOf(fieldsByTable.get(relation), record));
    try {
      const { result, hasLasted } = await oltp.holding(tenant, distinct(references.flat()), async (held) => {
        const ids = page.filter((_, i) => references[i]!.every(held.has)).map(({ id }) => id);
        return ids.length === 0
          ? new Map<string, RestoreOutcome>()
          : session.restore(
              tenant,
              ids,
              (count) => ({
                run,
                action: 'references restore',
                target: table ?? database,
                tenantId: tenant,
                before: null,
                after: { restored: count },
              }),
              held.assertKept,
            );
      });
      return { outcomes: page.map(({ id }) => result.get(id) ?? 'unknown'), hasLasted };
    } catch (error) {
      const state = sqlStateOf(error);
      if (state !== SQL_STATE.lockNotAvailable && state !== SQL_STATE.queryCanceled) throw error;
      return { outcomes: page.map(() => 'busy' as const), hasLasted: true };
    }
  }
}

/** What a row refers to, by the fields of its table. */
function referencesOf(
  fields: readonly ReferenceField[] | undefined,
  record: QuarantinedRow['record'],
): readonly Reference[] {
  return (fields ?? []).flatMap(({ kind, column }) => {
    const id = record[column];
    return typeof id === 'string' ? [{ kind, id }] : [];
  });
}

function distinct(references: readonly Reference[]): readonly Reference[] {
  return [
    ...new Map(references.map((reference) => [`${reference.kind} ${reference.id}`, reference])).values(),
  ];
}
