import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { expectSameRow, expectSameRows, type Row } from '../support/compare-answers.js';
import { preferRollups } from '../support/prefer-rollups.js';
import { toGraphql, toSql, type Question } from '../support/random-question.js';
import {
  askAs,
  createTicketsFixture,
  OTHER_TENANT,
  refresh,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

/** The clocks of Caracas went from UTC-4:30 to UTC-4 at 2016-05-01 07:00 UTC, and have stayed there; those of Berlin are not looked at before 1970. */
const ZONES = ['America/Caracas', 'Europe/Berlin'];

describe.each(postgresVersions)('a rollup with buckets of long ago on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;
  let execute: Executor;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    await fixture.database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel, customer_id)
       select $1::uuid, gen_random_uuid(), t, t, 'At the change', 'open', 'chat', md5(extract(hour from t)::text)::uuid
       from generate_series('2016-04-28Z'::timestamptz, '2016-05-05Z', interval '25 minutes') as t
       union all
       select $2::uuid, gen_random_uuid(), '1969-06-01Z', '1969-06-01Z', 'Long ago', 'open', 'chat', null`,
      [TENANT, OTHER_TENANT],
    );
    await refresh(fixture.database);
    await fixture.states.load();
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: preferRollups(fixture.states),
      ...WITHOUT_CACHE,
    });
  });
  afterAll(() => fixture.close());

  test.each(
    ZONES.flatMap((timezone) =>
      ['HOUR', 'DAY', 'WEEK', 'MONTH'].flatMap((grain) =>
        [[], ['channel']].map((fields) => [grain, timezone, fields] as const),
      ),
    ),
  )(
    'answers by %s in %s from where the clocks fit for good, exactly (%j)',
    async (grain, timezone, fields) => {
      const question: Question = {
        groupings: [
          { alias: 'at', field: 'createdAt', grain },
          ...fields.map((field) => ({ alias: field, field, grain: null })),
        ],
        measures: grain === 'HOUR' ? ['count', 'customers'] : ['count', 'avgResolutionHours'],
        timezone,
        since: null,
        until: null,
        condition: null,
      };
      for (const tenantId of [TENANT, OTHER_TENANT]) {
        const { data, errors } = await askAs({ execute, gateway: fixture.gateway }, toGraphql(question), {
          tenantId,
        });
        expect(errors).toEqual([]);
        const reply = (data as unknown as { helpdesk: { tickets: Record<string, never> } }).helpdesk.tickets;
        const { rows, totals } = toSql(question, tenantId);
        expectSameRows(question, reply['rows'] as unknown as Row[], await fixture.database.asOwner(rows));
        expectSameRow(reply['totals'] as unknown as Row, (await fixture.database.asOwner(totals))[0]!);
        if (grain !== 'HOUR') {
          expect(reply['explain']).toMatchObject({ source: 'ROLLUP_AND_TABLE' });
        }
      }
    },
  );
});
