import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkReferences } from '../../src/references/check-references.js';
import { openVerdictCache } from '../../src/references/open-verdict-cache.js';
import { ReferenceFeed, type ReferenceFeedOptions } from '../../src/references/reference-feed.js';
import type { Reference } from '../../src/references/reference.js';
import type { KeptVerdict } from '../../src/references/stored-verdict.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { aReference, creation, DELAY_MS, deletion, insertTenants, TENANT } from './outreach-fixture.js';
import { stores, until } from './references-fixture.js';

describe('the feed of what comes and goes', () => {
  let database: TestDatabase;
  let door: GatewayDatabase;
  let feed: ReferenceFeed | null;
  beforeAll(async () => {
    database = await createTestDatabase(undefined, 'oltp');
    await insertTenants(database);
  });
  beforeEach(() => {
    feed = null;
    door = new GatewayDatabase({
      url: database.gatewayUrl,
      maxConnections: 1,
      statementTimeoutMs: 15_000,
    });
  });
  afterEach(async () => {
    await feed?.close();
    await door.close();
  });

  const begin = async (options: Partial<ReferenceFeedOptions> = {}): Promise<ReferenceFeed> => {
    feed = new ReferenceFeed({ database: door, maxDelayMs: DELAY_MS, ...options });
    await feed.catchUp(feed.now());
    return feed;
  };

  /** Whether a verdict holds for who asks now, once the feed is recent enough to say so. */
  const holds = async (verdict: KeptVerdict): Promise<boolean> => {
    for (;;) {
      const asked = feed!.now();
      await feed!.catchUp(asked);
      // One that is newer than all else holds, unless the feed is behind.
      const [newest] = await check([aReference()]);
      if (feed!.holds(TENANT, newest!.reference, newest!, asked))
        return feed!.holds(TENANT, verdict.reference, verdict, asked);
    }
  };

  const check = (references: readonly Reference[]): Promise<readonly KeptVerdict[]> =>
    checkReferences(door, TENANT, references);

  const create = async (count: number): Promise<Reference[]> => {
    const references = Array.from({ length: count }, () => aReference('oltp.campaigns'));
    for (const reference of references) await database.asOwner(creation(TENANT, reference));
    return references;
  };

  test('lets verdicts hold while nothing happens to what they are about', async () => {
    const references = await create(2);
    await begin();
    const verdicts = await check(references);
    await database.asOwner(deletion(references[0]!));
    await until(async () => !(await holds(verdicts[0]!)));
    expect(await holds(verdicts[1]!)).toBe(true);
    expect(await holds((await check(references))[0]!)).toBe(true);
  });

  test('refuses verdicts from before it began, for it does not know what has changed since', async () => {
    const [verdict] = await check(await create(1));
    await create(1);
    await begin();
    expect(await holds(verdict!)).toBe(false);
  });

  test('knows nothing where it has not polled', async () => {
    const [verdict] = await check(await create(1));
    feed = new ReferenceFeed({ database: door });
    expect(feed.holds(TENANT, verdict!.reference, verdict!, feed.now())).toBe(false);
  });

  test('refuses more than it must where it has forgotten changes, never less', async () => {
    const references = await create(4);
    await begin({ maxReferences: 1 });
    const verdicts = await check(references);
    for (const reference of references.slice(0, 3)) await database.asOwner(deletion(reference));
    for (const verdict of verdicts.slice(0, 3)) await until(async () => !(await holds(verdict)));
    for (const verdict of verdicts.slice(0, 3)) expect(await holds(verdict)).toBe(false);
    expect(await holds((await check(references))[0]!)).toBe(true);
  });

  test('refuses all older verdicts where more has changed than it wants to hear of', async () => {
    const references = await create(4);
    await begin({ maxChanges: 2 });
    const verdicts = await check(references);
    await database.asOwner(references.slice(0, 3).map(deletion).join('; '));
    for (const verdict of verdicts) await until(async () => !(await holds(verdict)));
    expect(await holds((await check(references))[0]!)).toBe(true);
  });

  test.each(stores)('takes what has changed out of the verdicts kept %s', async (_name, openStore) => {
    const store = await openStore();
    const [one, other] = (await create(2)) as [Reference, Reference];
    ({ feed } = openVerdictCache({ store, database: door, maxDelayMs: DELAY_MS }));
    await feed.catchUp(feed.now());
    await store.write(TENANT, await check([one, other]));
    await database.asOwner(deletion(one));
    await until(async () => {
      await feed!.catchUp(feed!.now());
      return (await store.read(TENANT, [one]))[0] === null;
    });
    expect((await store.read(TENANT, [other]))[0]?.verdict).toBe('KNOWN');
  });
});
