import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moveOutbox } from '../../../src/worker/outbox/move-outbox.js';
import { WorkerDatabase } from '../../../src/worker/worker-database.js';
import {
  aMessage,
  startMessagesFixture,
  TENANT,
  type MessagesFixture,
} from '../outreach-messages/messages-fixture.js';

interface Answer {
  readonly outreach: {
    readonly deliveries: { readonly totals: { readonly sent: number } };
    readonly pending: { readonly count: number } | null;
  };
}

const FIGURES = '{ outreach { deliveries { totals { sent } } } }';
const BOTH = '{ outreach { deliveries { totals { sent } } pending { count } } }';

describe('what is on its way', () => {
  let gateway: MessagesFixture;
  let content: WorkerDatabase;
  let analytics: WorkerDatabase;
  let recorded = 0;

  beforeAll(async () => {
    gateway = await startMessagesFixture();
    const { databases } = gateway;
    content = new WorkerDatabase({ url: databases.content.maintainerUrl, maxConnections: 2 });
    analytics = new WorkerDatabase({ url: databases.analytics.maintainerUrl, maxConnections: 2 });
  });
  afterAll(() => Promise.all([gateway.close(), content.close(), analytics.close()]));

  const record = async (count: number): Promise<void> => {
    await gateway.record(Array.from({ length: count }, () => aMessage()));
    recorded += count;
  };
  const move = (): Promise<unknown> => moveOutbox(content, analytics, new AbortController().signal);

  /** What an operation says of both. */
  const ask = async (): Promise<{ readonly sent: number; readonly pending: number }> => {
    const { data, errors } = await gateway.ask<Answer>(BOTH, { tenantId: TENANT.id });
    expect(errors).toEqual([]);
    const { deliveries, pending } = data!.outreach;
    return { sent: deliveries.totals.sent, pending: pending!.count };
  };

  test('is never both gone from the outbox and not among the figures of the same operation', async () => {
    for (let round = 0; round < 6; round++) {
      await record(3);
      const known = recorded;
      // As an earlier answer, kept in the cache, has it.
      await gateway.ask(FIGURES, { tenantId: TENANT.id });
      const moving = move();
      const answers = await Promise.all(Array.from({ length: 4 }, ask));
      await moving;
      for (const { sent, pending } of answers) expect(sent + pending).toBeGreaterThanOrEqual(known);
      expect(await ask()).toEqual({ sent: known, pending: 0 });
    }
  });

  test('is told of under any alias, and never out of a cache', async () => {
    await record(1);
    const { data, text } = await gateway.ask<{
      readonly late: { readonly figures: { readonly totals: { readonly sent: number } } };
      readonly early: { readonly waiting: { readonly count: number } };
    }>(
      '{ late: outreach { figures: deliveries { totals { sent } } } early: outreach { ...On } } fragment On on Outreach { waiting: pending { count } }',
      { tenantId: TENANT.id },
    );
    expect(data).toEqual({
      late: { figures: { totals: { sent: recorded - 1 } } },
      early: { waiting: { count: 1 } },
    });
    expect(JSON.parse(text)).toMatchObject({ extensions: { sluice: { cache: 'NONE' } } });
    await move();
    expect(await ask()).toEqual({ sent: recorded, pending: 0 });
  });

  test('needs the scope, as the figures beside it do', async () => {
    const { data, errors } = await gateway.ask<Answer>(BOTH, { tenantId: TENANT.id, scopes: ['records'] });
    expect(data).toEqual({ outreach: { deliveries: null, pending: null } });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });
});
