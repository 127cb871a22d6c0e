import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CrossDatabaseValidator } from '../../src/references/cross-database-validator.js';
import { openVerdictCache } from '../../src/references/open-verdict-cache.js';
import { REFERENCE_KINDS, type Reference, type Verdict } from '../../src/references/reference.js';
import type { KeptVerdict, StoredVerdict } from '../../src/references/stored-verdict.js';
import type { VerdictStore } from '../../src/references/verdict-store.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { creation, delay, DELAY_MS, deletion, insertTenants, TENANT } from './outreach-fixture.js';
import { stores } from './references-fixture.js';

const ROWS = 6;
const WRITERS = 2;
const KINDS = REFERENCE_KINDS.filter((kind) => kind !== 'oltp.tenants');

/** A store that fails as a sick Redis does: reads find nothing, writes and deletions are lost, or arrive late. */
class SickStore implements VerdictStore {
  isDeaf = false;
  isForgetful = false;
  readonly #late: (() => Promise<void>)[] = [];

  constructor(private readonly behind: VerdictStore) {}

  read(tenantId: string, references: readonly Reference[]): Promise<readonly (StoredVerdict | null)[]> {
    if (this.isDeaf) return Promise.resolve(references.map(() => null));
    return this.behind.read(tenantId, references);
  }

  async write(tenantId: string, verdicts: readonly KeptVerdict[]): Promise<void> {
    if (this.isForgetful) this.#late.push(() => this.behind.write(tenantId, verdicts));
    else await this.behind.write(tenantId, verdicts);
  }

  async forget(tenantId: string, references: readonly Reference[]): Promise<void> {
    if (!this.isForgetful) await this.behind.forget(tenantId, references);
  }

  /** What was written long ago arrives, over what is newer. */
  async deliver(): Promise<void> {
    for (const write of this.#late.splice(0)) await write();
  }

  close(): Promise<void> {
    return this.behind.close();
  }
}

const row = fc.nat({ max: ROWS - 1 });
const writer = fc.nat({ max: WRITERS - 1 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('toggle' as const), row }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), row, writer }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('end' as const), writer, isCommitted: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('race' as const), writer, validator: fc.nat(1) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('validate' as const), validator: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('sicken' as const),
      isDeaf: fc.boolean(),
      isForgetful: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'deliver' as const }) },
);

describe.each(stores)('with verdicts kept %s by two gateways', (_name, openStore) => {
  let database: TestDatabase;
  let door: GatewayDatabase;
  const feedDoors: GatewayDatabase[] = [];
  const writers: pg.Client[] = [];
  beforeAll(async () => {
    database = await createTestDatabase(undefined, 'oltp');
    await insertTenants(database);
    const options = { url: database.gatewayUrl, statementTimeoutMs: 15_000 };
    door = new GatewayDatabase({ ...options, maxConnections: 2 });
    for (let i = 0; i < 2; i++) feedDoors.push(new GatewayDatabase({ ...options, maxConnections: 1 }));
    for (let i = 0; i < WRITERS; i++) {
      const client = new pg.Client({ connectionString: database.adminUrl });
      await client.connect();
      writers.push(client);
    }
  });
  afterAll(async () => {
    for (const client of writers.splice(0)) await client.end();
    for (const feedDoor of feedDoors.splice(0)) await feedDoor.close();
    await door?.close();
  });

  test('no unknown reference is taken for known, and no known one for unknown, whatever happens in between', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const store = new SickStore(await openStore());
        // The second remembers less than there is to remember.
        const caches = feedDoors.map((feedDoor, i) =>
          openVerdictCache({
            store,
            database: feedDoor,
            maxDelayMs: DELAY_MS,
            ...(i === 0 ? {} : { maxReferences: 2, maxChanges: 3 }),
          }),
        );
        const validators = caches.map(
          (cache) =>
            new CrossDatabaseValidator({
              database: door,
              cache,
              onBatch: (counts) => (kept += counts.kept),
            }),
        );
        const rows = Array.from({ length: ROWS }, (_, i) => ({
          reference: { kind: KINDS[i % KINDS.length]!, id: randomUUID() },
          exists: false,
          /** By whom it is being made or deleted. */
          writer: null as number | null,
        }));
        const references = rows.map(({ reference }) => reference);
        const truth = (): Verdict[] => rows.map(({ exists }) => (exists ? 'KNOWN' : 'UNKNOWN'));
        const change = ({ reference, exists }: (typeof rows)[number]): string =>
          exists ? deletion(reference) : creation(TENANT, reference);
        const end = async (of: number, isCommitted: boolean): Promise<void> => {
          await writers[of]!.query(isCommitted ? 'commit' : 'rollback');
          for (const each of rows.filter(({ writer: by }) => by === of)) {
            if (isCommitted) each.exists = !each.exists;
            each.writer = null;
          }
        };
        const isOpen = (of: number): boolean => rows.some(({ writer: by }) => by === of);
        try {
          for (const one of steps) {
            if (one.do === 'toggle') {
              const toggled = rows[one.row]!;
              if (toggled.writer !== null) continue;
              await database.asOwner(change(toggled));
              toggled.exists = !toggled.exists;
            } else if (one.do === 'open') {
              const changed = rows[one.row]!;
              if (changed.writer !== null) continue;
              if (!isOpen(one.writer)) await writers[one.writer]!.query('begin');
              await writers[one.writer]!.query(change(changed));
              changed.writer = one.writer;
            } else if (one.do === 'end') {
              if (isOpen(one.writer)) await end(one.writer, one.isCommitted);
            } else if (one.do === 'sicken') {
              Object.assign(store, { isDeaf: one.isDeaf, isForgetful: one.isForgetful });
            } else if (one.do === 'deliver') {
              await store.deliver();
            } else {
              await delay();
              const before = truth();
              const answers = validators[one.validator]!.validate(TENANT, references);
              if (one.do === 'race' && isOpen(one.writer)) await end(one.writer, true);
              const after = truth();
              (await answers).forEach((answer, i) => expect([before[i], after[i]]).toContain(answer));
              await validators[one.validator]!.settle();
            }
          }
        } finally {
          for (let of = 0; of < WRITERS; of++) if (isOpen(of)) await end(of, false);
          for (const validator of validators) await validator.settle();
          for (const { feed } of caches) await feed.close();
          await store.close();
        }
      }),
      { numRuns: 30 },
    );
    // Else nothing has been tried.
    expect(kept).toBeGreaterThan(0);
  });
});
