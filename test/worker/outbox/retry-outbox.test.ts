import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOperatorRun } from '../../../src/audit/operator-run.js';
import { retryOutbox, type RetriedOutbox } from '../../../src/worker/outbox/retry-outbox.js';
import { createOutboxFixture, REFUSED, type OutboxFixture } from '../../maintenance/outbox/outbox-fixture.js';
import { postgresVersions } from '../../setup/test-database.js';
import { startPostgresProxy } from '../../support/postgres-proxy.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../outreach-fixture.js';

describe.each(postgresVersions)('retrying what was refused, on PostgreSQL $version,', (server) => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await createOutboxFixture(server);
  });
  afterEach(() => fixture.close());

  const retry = async (
    tenantId: string | null = null,
    analyticsUrl = fixture.analytics.maintainerUrl,
  ): Promise<RetriedOutbox> => {
    const retried = await retryOutbox({
      analyticsUrl,
      urls: fixture.urls,
      tenantId,
      run: createOperatorRun('olga'),
      signal: new AbortController().signal,
    });
    expect(retried.map(({ database }) => database)).toEqual(['oltp', 'content', 'queue']);
    return retried[1]!;
  };

  test('moves at once what was to wait, when its cause is gone, and what was never tried', async () => {
    const late = { ...OUTREACH_TENANT, id: randomUUID() };
    const ids = await fixture.send(3, {}, late);
    await fixture.send(2, REFUSED);
    await fixture.move();
    const fresh = await fixture.send(4);
    await fixture.analytics.asOwner(`insert into sluice.tenants (id, name) values ($1, 'Late')`, [late.id]);

    expect(await retry()).toEqual({ database: 'content', moved: 7, refused: 2 });
    expect(await fixture.delivered(late.id)).toEqual(ids);
    expect(await fixture.delivered()).toEqual(fresh);
    expect(await fixture.waiting()).toMatchObject([{ attempts: 2 }, { attempts: 2 }]);
    const entry = { subject: 'olga', action: 'outbox retry', target: 'sluice.outbox', before: null };
    expect(await fixture.trail()).toHaveLength(2);
    expect(await fixture.trail()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...entry, tenant_id: late.id, after: { retried: 3 } }),
        expect.objectContaining({ ...entry, tenant_id: OUTREACH_TENANT.id, after: { retried: 2 } }),
      ]),
    );
  });

  test('of one tenant leaves what others have', async () => {
    await fixture.send(1, REFUSED);
    await fixture.send(1, REFUSED, OTHER_OUTREACH_TENANT);
    await fixture.move();
    const fresh = await fixture.send(1);
    await fixture.send(1, {}, OTHER_OUTREACH_TENANT);
    expect(await retry(OUTREACH_TENANT.id)).toEqual({ database: 'content', moved: 1, refused: 1 });
    expect(await fixture.delivered()).toEqual(fresh);
    const tries = (await fixture.waiting()).map((row) => [row['tenant_id'], row['attempts']]);
    expect(tries.sort()).toEqual([
      [OUTREACH_TENANT.id, 2],
      [OTHER_OUTREACH_TENANT.id, 0],
      [OTHER_OUTREACH_TENANT.id, 1],
    ]);
  });

  test('writes nothing down where nothing was refused', async () => {
    await fixture.send(1);
    expect(await retry()).toEqual({ database: 'content', moved: 1, refused: 0 });
    expect(await fixture.trail()).toEqual([]);
  });

  test('counts nothing as refused while analytics is away', async () => {
    await fixture.send(1, REFUSED);
    await fixture.move();
    const proxy = await startPostgresProxy(fixture.analytics.maintainerUrl);
    proxy.cut();
    await expect(retry(null, proxy.url)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await proxy.close();
    expect(await fixture.waiting()).toMatchObject([{ attempts: 1 }]);
  });
});
