import { Dataset } from '../../../src/analytics/decorators/dataset.js';
import {
  datasetOf,
  type DatasetClass,
  type RollupOptions,
} from '../../../src/analytics/decorators/dataset-registry.js';
import { Dimension } from '../../../src/analytics/decorators/dimension.js';
import { Measure } from '../../../src/analytics/decorators/measure.js';
import { Rollup } from '../../../src/analytics/decorators/rollup.js';
import { TimeDimension } from '../../../src/analytics/decorators/time-dimension.js';
import { decimal, hoursBetween, integer, text } from '../../../src/analytics/model/expression.js';
import type { Dataset as DatasetModel } from '../../../src/analytics/model/dataset.js';
import { count } from '../../../src/analytics/model/measure.js';
import type { Part } from '../../../src/analytics/model/part.js';
import { isTrue } from '../../../src/analytics/model/row-condition.js';

/** A table of an author's own: not partitioned and with money. */
export const CALLS_TABLE = `
  set local role sluice_owner;
  create table helpdesk.calls (
    tenant_id uuid not null references sluice.tenants (id),
    id uuid not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    line text,
    is_answered boolean not null,
    caller_id uuid,
    seconds int,
    price numeric,
    primary key (tenant_id, started_at, id)
  );
  alter table helpdesk.calls enable row level security;
  alter table helpdesk.calls force row level security;
  create policy read_tenant on helpdesk.calls for select to sluice_gateway
    using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
  create policy all_owner on helpdesk.calls to sluice_owner using (true) with check (true);
  grant select on helpdesk.calls to sluice_gateway;`;

export const CALLS_PARTS: Readonly<Record<string, Part>> = {
  answered: {
    fn: 'count',
    expression: null,
    where: isTrue('is_answered'),
    description: "Somebody's ear heard them.",
  },
  calls: { fn: 'count', expression: null, where: null, description: 'Calls.' },
  ended: {
    fn: 'count',
    expression: hoursBetween('started_at', 'ended_at'),
    where: null,
    description: 'Ended.',
  },
  length_us: {
    fn: 'sum',
    expression: hoursBetween('started_at', 'ended_at'),
    where: null,
    description: 'Microseconds.',
  },
  seconds: { fn: 'sum', expression: integer('seconds'), where: null, description: 'Seconds.' },
  price: { fn: 'sum', expression: decimal('price'), where: null, description: 'Money.' },
  dearest: { fn: 'max', expression: decimal('price'), where: null, description: 'The dearest call.' },
  callers: {
    fn: 'countDistinct',
    expression: text('caller_id'),
    where: isTrue('is_answered'),
    description: 'Different callers.',
  },
};

/**
 * Declares the dataset of {@link CALLS_TABLE}, as its author would, with one rollup by hour and line.
 * @param rollup what the rollup has differently.
 */
export function declareCalls(rollup: Partial<RollupOptions> = {}): DatasetModel {
  return datasetOf(callsClass(rollup));
}

/** The same as a class, for a GraphQL schema. */
export function callsClass(rollup: Partial<RollupOptions> = {}): DatasetClass {
  @Dataset({
    table: 'helpdesk.calls',
    time: 'started_at',
    description: 'One row per call.',
    scope: 'helpdesk:read',
  })
  @Rollup({
    view: 'helpdesk.calls_by_line',
    description: 'Calls per UTC hour and line.',
    grain: 'hour',
    dimensions: ['line'],
    parts: CALLS_PARTS,
    covering: ['calls', 'price'],
    ...rollup,
  })
  class Calls {
    @TimeDimension({ description: 'When it rang.' })
    startedAt!: Date;

    @Dimension(() => String, { nullable: true, description: "The line that rang; null for nobody's." })
    line!: string | null;

    @Dimension(() => Boolean, { column: 'is_answered', description: 'Whether anybody answered.' })
    answered!: boolean;

    @Measure(count(), { description: 'Calls.' })
    count!: number;
  }
  return Calls;
}
