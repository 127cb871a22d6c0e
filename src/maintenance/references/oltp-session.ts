import type pg from 'pg';
import { leavesSession } from '../../errors/sql-state.js';
import { translateDatabaseError } from '../../errors/translate-database-error.js';
import { referenceKey } from '../../references/reference-key.js';
import { REFERENCE_KINDS, type Reference, type ReferenceKind } from '../../references/reference.js';
import { connectClient } from '../connect-client.js';
import { LOCK_WAIT_MS } from './lock-wait.js';

/** What was done while references were kept as they are. */
export interface Kept<Result> {
  readonly result: Result;
  /** False where the connection was lost before: what was kept may have changed by then. */
  readonly hasLasted: boolean;
}

/** The references that a transaction keeps, and a way to ask whether it still does. */
export interface KeptReferences {
  /** Whether this one is among them; ids in lower case. */
  has(reference: Reference): boolean;
  /** @throws what the connection does where it has been lost. */
  assertKept(): Promise<void>;
}

const WAIT_IN_ALL_MS = 2 * LOCK_WAIT_MS;

/** The maintainer in `oltp`, for one tenant at a time. It connects again where the connection was lost. */
export class OltpSession {
  readonly #url: string;
  #client: pg.Client | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Whether there is any tenant at all. @throws SluiceError as {@link connectClient}. */
  async hasTenants(): Promise<boolean> {
    const { rows } = await this.#run((client) =>
      client.query<{ readonly has: boolean }>('select exists (select from oltp.tenants) as has'),
    );
    return rows[0]!.has;
  }

  /** Those of the references that are unknown now. @throws SluiceError as {@link connectClient}; what the database says. */
  async unknownAmong(tenantId: string, references: readonly Reference[]): Promise<readonly Reference[]> {
    if (references.length === 0) return [];
    return this.#run(async (client) => {
      await begin(client, tenantId);
      const known = await ask(client, tenantId, references, 'check');
      await client.query('commit');
      return references.filter((reference) => !known.has(referenceKey(tenantId, reference)));
    });
  }

  /** Works while those of the references that are unknown stay so: who makes such a row waits. */
  reserving<Result>(
    tenantId: string,
    references: readonly Reference[],
    work: (kept: KeptReferences) => Promise<Result>,
  ): Promise<Kept<Result>> {
    return this.#keeping(tenantId, references, 'reserve', work);
  }

  /** Works while those of the references that are known stay so: who deletes such a row waits. */
  holding<Result>(
    tenantId: string,
    references: readonly Reference[],
    work: (kept: KeptReferences) => Promise<Result>,
  ): Promise<Kept<Result>> {
    return this.#keeping(tenantId, references, 'hold', work);
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
    this.#client = null;
  }

  async #keeping<Result>(
    tenantId: string,
    references: readonly Reference[],
    how: 'reserve' | 'hold',
    work: (kept: KeptReferences) => Promise<Result>,
  ): Promise<Kept<Result>> {
    return this.#run(async (client) => {
      await begin(client, tenantId);
      const kept = await ask(client, tenantId, references, how);
      const result = await work({
        has: (reference) => kept.has(referenceKey(tenantId, reference)),
        assertKept: async () => void (await client.query('select 1')),
      });
      // Nothing was to be changed here.
      const hasLasted = await client.query('rollback').then(
        () => true,
        () => false,
      );
      if (!hasLasted) await this.close();
      return { result, hasLasted };
    });
  }

  async #run<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = (this.#client ??= await connectClient(this.#url));
    try {
      return await work(client);
    } catch (error) {
      const isLost = !leavesSession(error);
      const isRolledBack =
        !isLost &&
        (await client.query('rollback').then(
          () => true,
          () => false,
        ));
      if (!isRolledBack) await this.close();
      throw isLost ? translateDatabaseError(error) : error;
    }
  }
}

async function begin(client: pg.Client, tenantId: string): Promise<void> {
  await client.query('begin');
  await client.query(
    `select set_config('app.current_tenant_id', $1, true), set_config('lock_timeout', $2, true),
            set_config('idle_in_transaction_session_timeout', '60s', true)`,
    [tenantId, `${LOCK_WAIT_MS}ms`],
  );
}

const FUNCTIONS = {
  check: 'select c.known as ids from oltp.check_references($1::text, $2::uuid[]) as c',
  hold: 'select oltp.hold_references($1::text, $2::uuid[]) as ids',
  reserve: 'select oltp.reserve_references($1::text, $2::uuid[]) as ids',
} as const;

/** One statement for each kind, in one order. */
async function ask(
  client: pg.Client,
  tenantId: string,
  references: readonly Reference[],
  how: keyof typeof FUNCTIONS,
): Promise<ReadonlySet<string>> {
  const answered = new Set<string>();
  const endsAtMs = performance.now() + WAIT_IN_ALL_MS;
  for (const kind of REFERENCE_KINDS) {
    const ids = idsOf(kind, references);
    if (ids.length === 0) continue;
    if (how !== 'check') {
      const leftMs = Math.max(1, Math.round(endsAtMs - performance.now()));
      await client.query(`select set_config('statement_timeout', $1, true)`, [`${leftMs}ms`]);
    }
    const { rows } = await client.query<{ readonly ids: readonly string[] }>(FUNCTIONS[how], [kind, ids]);
    for (const id of rows[0]!.ids) answered.add(referenceKey(tenantId, { kind, id }));
  }
  return answered;
}

function idsOf(kind: ReferenceKind, references: readonly Reference[]): readonly string[] {
  return references.filter((reference) => reference.kind === kind).map(({ id }) => id);
}
