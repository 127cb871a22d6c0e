import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertCatalogue } from '../../../src/analytics/catalogue/assert-catalogue.js';
import { datasetOf } from '../../../src/analytics/decorators/dataset-registry.js';
import { aggregateSql } from '../../../src/analytics/model/aggregate.js';
import { Tickets } from '../../../src/domains/helpdesk/tickets.js';
import { createTicketsFixture, type TicketsFixture } from '../support/tickets-fixture.js';

describe('the catalogue behind the datasets', () => {
  let fixture: TicketsFixture;
  const dataset = datasetOf(Tickets);

  beforeAll(async () => {
    fixture = await createTicketsFixture();
  });

  afterAll(() => fixture.close());

  test('has all that the shipped datasets name', async () => {
    await expect(assertCatalogue(fixture.gateway, [dataset])).resolves.toBeUndefined();
  });

  test('is refused with the name of what is missing', async () => {
    const [rollup] = dataset.rollups;
    const broken = {
      ...dataset,
      table: 'helpdesk.tickets_2020',
      rollups: [{ ...rollup!, timeColumn: 'hour' }],
    };
    await expect(assertCatalogue(fixture.gateway, [broken])).rejects.toThrow(
      `helpdesk.tickets_2020 (not there, or not readable), ${rollup!.view}.hour. Run "sluice migrate"`,
    );
  });

  test.each(dataset.rollups.map((rollup) => [rollup.view, rollup] as const))(
    '%s holds in each column what the dataset says of it',
    async (view, rollup) => {
      const keys = [...rollup.dimensions.values()];
      const columns = [...rollup.columns.keys()];
      const parts = [...rollup.columns].map(
        ([column, aggregate]) => `${aggregateSql(aggregate)}::numeric as ${column}`,
      );
      const base = `select tenant_id, date_trunc('${rollup.grain}', created_at, 'UTC') as bucket, ${[...keys, ...parts].join(', ')}
        from helpdesk.tickets group by ${[1, 2, ...keys.map((_, i) => i + 3)].join(', ')}`;
      const stored = `select tenant_id, bucket, ${[...keys, ...columns.map((column) => `${column}::numeric`)].join(', ')}
        from ${view.replace('helpdesk.', 'helpdesk_rollup.')}`;
      const [difference] = await fixture.database.asOwner(
        `select (select count(*) from (${base}) b)::int as groups,
                (select count(*) from ((${base}) except (${stored})) x)::int as missing,
                (select count(*) from ((${stored}) except (${base})) x)::int as extra`,
      );
      expect(difference).toMatchObject({ missing: 0, extra: 0 });
      expect(difference!['groups']).toBeGreaterThan(100);
    },
  );
});
