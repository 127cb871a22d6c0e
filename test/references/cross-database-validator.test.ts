import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  CrossDatabaseValidator,
  type ValidationCounts,
  type VerdictCache,
} from '../../src/references/cross-database-validator.js';
import { defineReferences } from '../../src/references/define-references.js';
import { ReferenceFeed } from '../../src/references/reference-feed.js';
import { REFERENCE_KINDS, type Reference } from '../../src/references/reference.js';
import type { VerdictStore } from '../../src/references/verdict-store.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import {
  aReference,
  creation,
  delay,
  DELAY_MS,
  deletion,
  insertTenants,
  NotingDatabase,
  OTHER,
  TENANT,
} from './outreach-fixture.js';
import { aVerdict, redisStore, stores, until } from './references-fixture.js';

const CAMPAIGN = { kind: 'oltp.campaigns', column: 'campaign_id' } as const;
const LEAD = { kind: 'oltp.leads', column: 'lead_id' } as const;

describe.each(postgresVersions)('validation of references on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let door: NotingDatabase;
  let validator: CrossDatabaseValidator;
  beforeAll(async () => {
    database = await createTestDatabase(server, 'oltp');
    await insertTenants(database);
  });
  beforeEach(() => {
    door = new NotingDatabase(database.gatewayUrl);
    validator = new CrossDatabaseValidator({ database: door, cache: null });
  });
  afterEach(() => door.close());

  const create = async (reference: Reference, tenant = TENANT): Promise<Reference> => {
    await database.asOwner(creation(tenant, reference));
    return reference;
  };
  const KINDS = REFERENCE_KINDS.filter((kind) => kind !== 'oltp.tenants');

  test.each(KINDS)("tells a tenant's own rows of %s from all else", async (kind) => {
    const own = await create(aReference(kind));
    const foreign = await create(aReference(kind), OTHER);
    const elsewhere: Reference = {
      kind: kind === 'oltp.leads' ? 'oltp.campaigns' : 'oltp.leads',
      id: own.id,
    };
    const asked = [own, foreign, aReference(kind), elsewhere, { kind, id: own.id.toUpperCase() }];
    expect(await validator.validate(TENANT, asked)).toEqual([
      'KNOWN',
      'UNKNOWN',
      'UNKNOWN',
      'UNKNOWN',
      'KNOWN',
    ]);
  });

  test('knows of all tenants the one that asks', async () => {
    const asked: Reference[] = [TENANT, OTHER].map((id) => ({ kind: 'oltp.tenants', id }));
    expect(await validator.validate(TENANT, asked)).toEqual(['KNOWN', 'UNKNOWN']);
    expect(await validator.validate(OTHER, asked)).toEqual(['UNKNOWN', 'KNOWN']);
    expect(await validator.validate(randomUUID(), asked)).toEqual(['UNKNOWN', 'UNKNOWN']);
  });

  test.each(['', 'x', "'; drop table oltp.leads; --", `{${TENANT}}`, TENANT.slice(1)])(
    'does not even ask about "%s", which is no uuid',
    async (id) => {
      expect(await validator.validate(TENANT, [{ kind: 'oltp.leads', id }])).toEqual(['UNKNOWN']);
      expect(door.transactions).toEqual([]);
    },
  );

  test('asks one statement for each kind, however many references and callers there are', async () => {
    const known = await Promise.all(KINDS.map((kind) => create(aReference(kind))));
    const many = KINDS.flatMap((kind) => Array.from({ length: 500 }, () => aReference(kind)));
    const answers = await Promise.all([
      validator.validate(TENANT, many),
      validator.validate(TENANT, known),
      ...known.map((reference) => validator.validate(TENANT, [reference, reference])),
    ]);
    expect(new Set(answers[0])).toEqual(new Set(['UNKNOWN']));
    expect(new Set(answers.slice(1).flat())).toEqual(new Set(['KNOWN']));
    expect(door.transactions.map(([tenant, statements]) => [tenant, statements.length])).toEqual([
      [TENANT, 3],
    ]);
  });

  test('never asks for two tenants in one transaction', async () => {
    const reference = await create(aReference());
    const answers = await Promise.all(
      [TENANT, OTHER].map((tenant) => validator.validate(tenant, [reference])),
    );
    expect(answers).toEqual([['KNOWN'], ['UNKNOWN']]);
    expect(door.transactions.map(([tenant]) => tenant).sort()).toEqual([TENANT, OTHER]);
  });

  test('says of each record which of its fields are unknown', async () => {
    const type = defineReferences(`content.messages_${server.version}`, {
      campaignId: CAMPAIGN,
      leadId: LEAD,
    });
    const [campaign, lead] = [await create(aReference('oltp.campaigns')), await create(aReference())];
    expect(
      await validator.unknownFields(TENANT, type, [
        { campaignId: campaign.id, leadId: lead.id },
        { campaignId: lead.id, leadId: lead.id },
        { campaignId: campaign.id, leadId: null },
        { campaignId: randomUUID(), leadId: 'nobody' },
        {},
      ]),
    ).toEqual([[], ['campaignId'], [], ['campaignId', 'leadId'], []]);
    expect(door.transactions).toHaveLength(1);
  });

  describe.each(stores)('with verdicts kept %s', (_name, openStore) => {
    let proxy: PostgresProxy;
    let feedDoor: GatewayDatabase;
    let cache: VerdictCache & { readonly store: VerdictStore };
    let failures: unknown[];
    let counts: ValidationCounts[];
    beforeEach(async () => {
      failures = [];
      counts = [];
      proxy = await startPostgresProxy(database.gatewayUrl);
      feedDoor = new GatewayDatabase({ url: proxy.url, maxConnections: 1, statementTimeoutMs: 15_000 });
      const store = await openStore();
      const feed = new ReferenceFeed({
        database: feedDoor,
        maxDelayMs: DELAY_MS,
        onFailure: (error) => failures.push(error),
      });
      cache = { store, feed };
      validator = new CrossDatabaseValidator({ database: door, cache, onBatch: (each) => counts.push(each) });
      await feed.catchUp(feed.now());
    });
    afterEach(async () => {
      proxy.restore();
      await validator.settle();
      await cache.feed.close();
      await feedDoor.close();
      await proxy.close();
    });

    const verdict = async (reference: Reference): Promise<string> => {
      const [only] = await validator.validate(TENANT, [reference]);
      await validator.settle();
      return only!;
    };

    /** Asks until the answer is a kept one: on a busy machine a poll may be late, and then the database is asked. */
    const isKept = async (reference: Reference, expected: string): Promise<void> => {
      await until(async () => {
        expect(await verdict(reference)).toBe(expected);
        return counts.at(-1)!.kept === 1;
      });
    };

    test('need not ask the database again', async () => {
      const reference = await create(aReference());
      await delay();
      await isKept(reference, 'KNOWN');
      expect(door.transactions.length).toBeGreaterThan(0);
    });

    test('knows nothing of a row any more that is deleted', async () => {
      const reference = await create(aReference());
      await isKept(reference, 'KNOWN');
      await database.asOwner(deletion(reference));
      await delay();
      expect(await verdict(reference)).toBe('UNKNOWN');
      expect(counts.at(-1)).toEqual({ kept: 0, refused: 1, checked: 1 });
      await isKept(reference, 'UNKNOWN');
    });

    test('knows a row at once that is made', async () => {
      const reference = aReference('oltp.email_accounts');
      await isKept(reference, 'UNKNOWN');
      await create(reference);
      await delay();
      expect(await verdict(reference)).toBe('KNOWN');
    });

    test('goes by when a deletion was committed, not by when it was made', async () => {
      const reference = await create(aReference('oltp.campaigns'));
      const writer = new pg.Client({ connectionString: database.adminUrl });
      await writer.connect();
      try {
        await writer.query('begin');
        await writer.query(deletion(reference));
        await isKept(reference, 'KNOWN');
        await writer.query('commit');
        await delay();
        expect(await verdict(reference)).toBe('UNKNOWN');
      } finally {
        await writer.end();
      }
    });

    test('refuses verdicts of another life of the database', async () => {
      const reference = aReference();
      await cache.store.write(TENANT, [aVerdict(reference, 'KNOWN')]);
      expect(await verdict(reference)).toBe('UNKNOWN');
      expect(counts).toEqual([{ kept: 0, refused: 1, checked: 1 }]);
    });

    test('asks the database while the changes cannot be read', async () => {
      const reference = await create(aReference());
      await isKept(reference, 'KNOWN');
      proxy.cut();
      await until(() => failures.length > 0);
      await database.asOwner(deletion(reference));
      await delay();
      expect(await verdict(reference)).toBe('UNKNOWN');
      proxy.restore();
      await isKept(reference, 'UNKNOWN');
    });
  });

  test('asks the database while Redis is gone or silent', async () => {
    const feedDoor = new GatewayDatabase({
      url: database.gatewayUrl,
      maxConnections: 1,
      statementTimeoutMs: 15_000,
    });
    const feed = new ReferenceFeed({ database: feedDoor, maxDelayMs: DELAY_MS });
    const { store } = redisStore({ url: 'redis://127.0.0.1:1' });
    validator = new CrossDatabaseValidator({ database: door, cache: { store, feed } });
    const reference = await create(aReference());
    for (let count = 0; count < 3; count++)
      expect(await validator.validate(TENANT, [reference, aReference()])).toEqual(['KNOWN', 'UNKNOWN']);
    expect(door.transactions).toHaveLength(3);
    await feed.close();
    await feedDoor.close();
  });
});
