import 'reflect-metadata';
import { ObjectType, Query, Resolver, buildSchemaSync } from 'type-graphql';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Dataset } from '../../../src/analytics/decorators/dataset.js';
import { Dimension } from '../../../src/analytics/decorators/dimension.js';
import { Measure } from '../../../src/analytics/decorators/measure.js';
import { TimeDimension } from '../../../src/analytics/decorators/time-dimension.js';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import { bindDatasets } from '../../../src/analytics/graphql/bind-datasets.js';
import { datasetField } from '../../../src/analytics/graphql/dataset-field.js';
import { decimal, float } from '../../../src/analytics/model/expression.js';
import { avg, count, max, min, ratio, sum } from '../../../src/analytics/model/measure.js';
import { onlyAnalytics } from '../../../src/tenancy/databases.js';
import { createTicketsFixture, NOW, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

@Dataset({
  table: 'ledger.entries',
  time: 'booked_at',
  description: 'One row per entry.',
  scope: 'helpdesk:read',
})
class Entries {
  @TimeDimension({ description: 'When it was booked.' })
  bookedAt!: Date;
  @Dimension(() => String, { nullable: true, description: 'The account.' })
  account!: string | null;
  @Measure(count(), { description: 'Entries.' })
  count!: number;
  @Measure(sum('units'), { description: 'Units.' })
  units!: string | null;
  @Measure(sum(decimal('amount')), { description: 'Money.' })
  amount!: string | null;
  @Measure(avg(decimal('amount')), { description: 'Mean money.' })
  avgAmount!: string | null;
  @Measure(min(decimal('amount')), { description: 'Least money.' })
  minAmount!: string | null;
  @Measure(max('units'), { description: 'Most units.' })
  maxUnits!: string | null;
  @Measure(max(float('rate')), { description: 'The highest rate.' })
  maxRate!: number | null;
  @Measure(ratio(sum('units'), count()), { description: 'Units per entry.' })
  unitsPerEntry!: number | null;
}

@ObjectType()
class Ledger {}
datasetField(Ledger, 'entries', Entries);

@Resolver(() => Ledger)
class LedgerQuery {
  @Query(() => Ledger)
  ledger(): Ledger {
    return new Ledger();
  }
  @Query(() => Boolean)
  other(): boolean {
    return true;
  }
}

describe('precision', () => {
  let fixture: TicketsFixture;
  let execute: Executor;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    await fixture.database.asAdmin(`
      create schema ledger;
      grant usage on schema ledger to sluice_gateway;
      create table ledger.entries (tenant_id uuid, booked_at timestamptz, account text, units bigint, amount numeric(30, 4), rate float8);
      alter table ledger.entries enable row level security;
      create policy read_tenant on ledger.entries to sluice_gateway
        using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
      grant select on ledger.entries to sluice_gateway;
      insert into ledger.entries values
        ('${TENANT}', '2025-01-01Z', 'large', 9223372036854775807, 99999999999999999999999999.9999, 'NaN'),
        ('${TENANT}', '2025-01-02Z', 'large', 9223372036854775807, 0.0001, 1e308),
        ('${TENANT}', '2025-01-01Z', 'edge', 9007199254740991, 0.10, 0.1),
        ('${TENANT}', '2025-01-01Z', 'past', 9007199254740993, 0.20, -0),
        ('${TENANT}', '2025-01-01Z', 'count', 3000000000, -12.50, 2.5),
        ('${TENANT}', '2025-01-01Z', 'zero', 0, 0, 0),
        ('${TENANT}', '2025-01-01Z', 'null', null, null, null)`);
    const schema = buildSchemaSync({ resolvers: [LedgerQuery], validate: false });
    bindDatasets(schema);
    execute = createExecutor({ schema, states: fixture.states, zones: fixture.zones, ...WITHOUT_CACHE });
  });

  afterAll(() => fixture.close());

  async function rows(extra = ''): Promise<Record<string, Record<string, unknown>>> {
    const fields = 'account count units amount avgAmount minAmount maxUnits maxRate unitsPerEntry';
    const result = await execute({
      document: parse(`{ ledger { entries { rows { ${fields} } } } ${extra} }`),
      contextValue: {
        principal: {
          tenantId: TENANT,
          subject: 'test',
          scopes: new Set(['helpdesk:read']),
          expiresAtMs: null,
          tokenId: null,
        },
        database: fixture.gateway,
        databases: onlyAnalytics(fixture.gateway),
        signal: new AbortController().signal,
        requestId: 'test',
        now: NOW,
      },
    });
    expect(result.errors).toBeUndefined();
    const { data } = JSON.parse(stringifyResult(result)) as {
      data: { ledger: { entries: { rows: Record<string, unknown>[] } } };
    };
    return Object.fromEntries(data.ledger.entries.rows.map(({ account, ...row }) => [account, row]));
  }

  test.each(['', 'other'])('is kept, whoever writes the answer (%j)', async (extra) => {
    expect(await rows(extra)).toEqual({
      large: {
        count: 2,
        units: '18446744073709551614',
        amount: '100000000000000000000000000.0000',
        avgAmount: expect.stringMatching(/^50000000000000000000000000\.0+$/) as unknown,
        minAmount: '0.0001',
        maxUnits: '9223372036854775807',
        maxRate: null,
        unitsPerEntry: 9223372036854775807,
      },
      edge: expect.objectContaining({ units: 9007199254740991, amount: '0.1000' }) as unknown,
      past: expect.objectContaining({ units: '9007199254740993', amount: '0.2000' }) as unknown,
      count: expect.objectContaining({
        units: 3000000000,
        amount: '-12.5000',
        minAmount: '-12.5000',
        maxRate: 2.5,
      }) as unknown,
      zero: expect.objectContaining({ units: 0, amount: '0.0000', unitsPerEntry: 0 }) as unknown,
      null: {
        count: 1,
        units: null,
        amount: null,
        avgAmount: null,
        minAmount: null,
        maxUnits: null,
        maxRate: null,
        unitsPerEntry: null,
      },
    });
  });
});
