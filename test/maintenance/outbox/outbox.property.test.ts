import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { createOutboxFixture, REFUSED, type OutboxFixture } from './outbox-fixture.js';

const seed = Date.now() % 1_000_000;

/** What happens beside each other: workers and operators at work, the cause of refusals goes, operators' connections are lost. */
const step = fc.constantFrom('send', 'move', 'discard', 'restore', 'right', 'cut');
const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 });

let fixture: OutboxFixture;
beforeAll(async () => {
  fixture = await createOutboxFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.content.asAdmin('truncate sluice.outbox, sluice.quarantined_rows'));

test(`whatever workers and operators do at once, no row is lost and none counts twice (seed ${seed})`, async () => {
  const sent = new Set<string>();
  const moves = {
    send: async () => {
      for (const id of [...(await fixture.send(3, REFUSED)), ...(await fixture.send(2))]) sent.add(id);
    },
    move: () => fixture.moveAll(),
    discard: () => fixture.discard({ pageRows: 1 }),
    restore: () => fixture.restore({ pageRows: 2 }),
    right: () =>
      fixture.content.asAdmin(
        `update sluice.outbox set record = record || jsonb_build_object('campaign_id', $1::text)
         where id in (select id from sluice.outbox order by id limit 2 for update skip locked)`,
        [OUTREACH_TENANT.campaignId],
      ),
    cut: () =>
      fixture.content.asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'sluice-maintenance'`,
      ),
  };
  const rows = (table: string): Promise<string[]> =>
    fixture.content
      .asAdmin(
        table === 'sluice.outbox'
          ? `select record ->> 'id' as id from sluice.outbox`
          : `select record -> 'record' ->> 'id' as id from sluice.quarantined_rows`,
      )
      .then((found) => found.map(({ id }) => String(id)));

  await fc.assert(
    fc.asyncProperty(steps, async (rounds) => {
      for (const round of rounds) {
        // Who is cut off fails, and may be done again: no more is promised.
        await Promise.allSettled(round.map((name) => moves[name]()));
        const places = [
          ...(await rows('sluice.outbox')),
          ...(await rows('sluice.quarantined_rows')),
          ...(await fixture.delivered()),
        ];
        expect(places.sort()).toEqual([...sent].sort());
      }
      await fixture.restore();
      await fixture.content.asAdmin(
        `update sluice.outbox set record = record || jsonb_build_object('campaign_id', $1::text)`,
        [OUTREACH_TENANT.campaignId],
      );
      await fixture.moveAll();
      expect(await fixture.delivered()).toEqual([...sent].sort());
    }),
    { seed, numRuns: 10 },
  );
});
