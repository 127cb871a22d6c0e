import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../src/importing/import-report.js';
import { tenantIdOf } from '../../src/importing/transform/named-uuid.js';
import { askAs, openGateway, type TestGateway } from '../analytics/support/tickets-fixture.js';
import { ServiceRequestsDocument, type ServiceRequestsQuery } from '../generated/graphql.js';
import { createTestDatabase, type TestDatabase, type TestRow } from '../setup/test-database.js';
import { countsOf, importInto, pathOf } from './import-fixture.js';
import { describeRealData } from './describe-real-data.js';

const CLOSED_BEFORE_OPENED = 197;
/** Counted from the file by another program, before any database saw it (SOURCES.md). */
const REFERENCE = {
  rows: 121_145,
  closed: 101_272,
  meanHours: 337.9528,
  medianHours: 67.1653,
  onTime: 90_546,
  overdue: 30_446,
  withoutFlag: 153,
  withoutDue: 26_991,
  withoutNote: 19_788,
  stampOnly: 10,
  withoutNeighborhood: 10_955,
  submittedPhotos: 121_145 - 97_345,
  closedPhotos: 121_145 - 113_220,
  mentions: { graffiti: 3_661, duplicate: 3_871, rodent: 40 },
  months: [7528, 9052, 10208, 10563, 10436, 10332, 10406, 12883, 12555, 10277, 8743, 8162],
  channels: { phone: 62_285, mobile_app: 18_838 + 12_783, other: 14_675, web: 12_305, api: 198, social: 61 },
  departments: {
    'Public Works Department': 51_911,
    'Inspectional Services': 22_530,
    'Transportation - Traffic Division': 15_878,
    'Parks & Recreation Department': 9_965,
    "Mayor's 24 Hour Hotline": 8_567,
    'Property Management': 4_284,
    'Animal Control': 3_171,
    'Civil Rights': 2_833,
    'Boston Water & Sewer Commission': 997,
    'Disability Department': 859,
    Youthline: 63,
    'City Hall Truck': 32,
    'Neighborhood Services': 22,
    'Boston Police Department': 16,
    'Consumer Affairs & Licensing': 12,
    Veterans: 5,
  },
} as const;

type RejectedRow = Readonly<Record<string, string>>;

/** The wall clock of Boston, in milliseconds as if it were UTC: `05/11/2015 03:56:00 AM`. */
function wallClock(text: string): number {
  return Date.parse(`${text.replace(/^(\d\d)\/(\d\d)\/(\d{4})/, '$3-$1-$2')} UTC`);
}

const HOUR_MS = 3_600_000;
const SUMMER = { from: Date.UTC(2015, 2, 8, 2), until: Date.UTC(2015, 10, 1, 2) };

/** The instant that Boston's wall clock of 2015 and January 2016 means, by the dates of its summer time; of an hour shown twice the first. */
function instantOf(text: string): number {
  const wall = wallClock(text);
  const isSummer = wall >= SUMMER.from && wall < SUMMER.until;
  return wall + (isSummer ? 4 : 5) * HOUR_MS;
}

describeRealData("Boston's 311 requests of 2015", 'helpdesk/boston_311_2015.csv.gz', (file) => {
  let database: TestDatabase;
  let report: ImportReport;
  let rejected: readonly RejectedRow[];

  beforeAll(async () => {
    database = await createTestDatabase();
    report = await importInto(database, 'tickets', file, {
      mapping: 'boston-311',
      rejectFile: pathOf('boston.rejects.csv'),
      refresh: true,
    });
    rejected = parse(readFileSync(pathOf('boston.rejects.csv')), { columns: true });
  });

  const one = async (sql: string, values: readonly unknown[] = []): Promise<TestRow> =>
    (await database.asOwner(sql, values))[0]!;
  const countOf = async (condition: string): Promise<number> =>
    Number((await one(`select count(*) from helpdesk.tickets where ${condition}`))['count']);
  const rejectedOf = (condition: (row: RejectedRow) => boolean): number => rejected.filter(condition).length;

  test('all rows go in but those that were closed before they were opened', async () => {
    expect(countsOf(report)).toEqual([
      REFERENCE.rows,
      REFERENCE.rows - CLOSED_BEFORE_OPENED,
      CLOSED_BEFORE_OPENED,
      0,
    ]);
    expect(report.rejectsByReason).toEqual({ tickets_resolved_after_created: CLOSED_BEFORE_OPENED });
    expect(rejected).toHaveLength(CLOSED_BEFORE_OPENED);
    for (const row of rejected) {
      expect(row['_reason']).toBe('tickets_resolved_after_created');
      expect(wallClock(row['CLOSED_DT']!)).toBeLessThan(wallClock(row['OPEN_DT']!));
    }
    expect(await countOf('true')).toBe(report.loaded);
  });

  test('each department is a tenant and sees its own requests', async () => {
    const expected = Object.entries(REFERENCE.departments).map(([name, rows]) => ({
      id: tenantIdOf('boston-311', name),
      name,
      rows: rows - rejectedOf((row) => row['SUBJECT'] === name),
    }));
    expect(new Set(report.tenants)).toEqual(new Set(expected));
    for (const { id, rows } of expected) {
      expect(await database.asTenant(id, 'select count(*)::int from helpdesk.tickets')).toEqual([
        { count: rows },
      ]);
    }
  });

  test('closed and open, per month, per channel', async () => {
    expect(await countOf(`status = 'closed' and resolved_at is not null`)).toBe(
      REFERENCE.closed - CLOSED_BEFORE_OPENED,
    );
    expect(await countOf(`status = 'open' and resolved_at is null`)).toBe(REFERENCE.rows - REFERENCE.closed);

    const months = await database.asOwner(
      `select extract(month from created_at at time zone 'America/New_York')::int as month, count(*)::int from helpdesk.tickets group by 1 order by 1`,
    );
    expect(months).toEqual(
      REFERENCE.months.map((rows, index) => ({
        month: index + 1,
        count: rows - rejectedOf((row) => Number(row['OPEN_DT']!.slice(0, 2)) === index + 1),
      })),
    );

    const channels = await database.asOwner('select channel, count(*)::int from helpdesk.tickets group by 1');
    const rejectedSources = ['Employee Generated', 'City Worker App', 'Constituent Call'] as const;
    const [other, mobile, phone] = rejectedSources.map((source) =>
      rejectedOf((row) => row['Source'] === source),
    );
    expect(other! + mobile! + phone!).toBe(CLOSED_BEFORE_OPENED);
    const { channels: reference } = REFERENCE;
    expect(Object.fromEntries(channels.map(({ channel, count }) => [channel, count]))).toEqual({
      ...reference,
      other: reference.other - other!,
      mobile_app: reference.mobile_app - mobile!,
      phone: reference.phone - phone!,
    });
  });

  test('mean and median hours to close, by the wall clock as the reference counted them', async () => {
    const hours = rejected.map(
      (row) => (wallClock(row['CLOSED_DT']!) - wallClock(row['OPEN_DT']!)) / 3_600_000,
    );
    const found = await one(
      `with hours (h) as (
         select extract(epoch from (resolved_at at time zone 'America/New_York') - (created_at at time zone 'America/New_York')) / 3600
         from helpdesk.tickets where resolved_at is not null
         union all select unnest($1::numeric[]))
       select count(*)::int, round(avg(h), 4)::float as mean,
         (select round(h, 4)::float from hours order by h offset (select count(*) / 2 from hours) limit 1) as median
       from hours`,
      [hours],
    );
    expect(found).toEqual({
      count: REFERENCE.closed,
      mean: REFERENCE.meanHours,
      median: REFERENCE.medianHours,
    });
  });

  test('on-time flags, which agree with the due times wherever a request has both', async () => {
    const flagged = (flag: string): number => rejectedOf((row) => row['OnTime_Status'] === flag);
    expect(await countOf('not sla_breached')).toBe(REFERENCE.onTime - flagged('ONTIME'));
    expect(await countOf('sla_breached')).toBe(REFERENCE.overdue - flagged('OVERDUE'));
    expect(await countOf('sla_breached is null')).toBe(REFERENCE.withoutFlag - flagged(''));
    expect(await countOf('resolution_due_at is null')).toBe(
      REFERENCE.withoutDue - rejectedOf((row) => row['TARGET_DT'] === ''),
    );
    expect(await countOf('sla_breached <> (resolved_at > resolution_due_at)')).toBe(0);
  });

  test('texts: mentions in the notes, the stamp taken off, titles that are missing', async () => {
    for (const [word, rows] of Object.entries(REFERENCE.mentions)) {
      expect(await countOf(`description ilike '%${word}%'`)).toBe(
        rows - rejectedOf((row) => row['CLOSURE_REASON']!.toLowerCase().includes(word)),
      );
    }
    expect(await countOf('description is null')).toBe(
      REFERENCE.withoutNote - rejectedOf((row) => row['CLOSURE_REASON'] === ''),
    );
    expect(await countOf(`description like 'Case Closed. Closed date%'`)).toBe(REFERENCE.stampOnly);
    expect(
      await database.asOwner(
        `select subject, category from helpdesk.tickets where external_id in ('101001302447', '101001369062') order by external_id`,
      ),
    ).toEqual([
      { subject: 'Notification', category: 'Notification > Notification' },
      { subject: 'Street Light Outages', category: 'Street Lights > Street Light Outages' },
    ]);
  });

  test('neighbourhoods are the organisations', async () => {
    expect(await countOf('organisation_id is null')).toBe(
      REFERENCE.withoutNeighborhood - rejectedOf((row) => row['neighborhood'] === ''),
    );
    expect(
      await countOf(
        'organisation_id is not null and not exists (select from helpdesk.organisations as o where (o.tenant_id, o.id) = (tickets.tenant_id, tickets.organisation_id))',
      ),
    ).toBe(0);
    expect(await one('select count(distinct name)::int from helpdesk.organisations')).toEqual({ count: 23 });
  });

  test('photos are attachments, each of its ticket', async () => {
    const photos = (column: string): number => rejectedOf((row) => row[column] !== '');
    const kinds = await database.asOwner(
      `select content_type, count(*)::int from helpdesk.attachments group by 1 order by 1`,
    );
    const total = kinds.reduce((sum, row) => sum + Number(row['count']), 0);
    expect(kinds.map((row) => row['content_type'])).toEqual(['image/jpeg', 'image/png']);
    expect(total).toBe(
      REFERENCE.submittedPhotos + REFERENCE.closedPhotos - photos('SubmittedPhoto') - photos('ClosedPhoto'),
    );
    expect(
      await one(
        `select count(*)::int as orphans from helpdesk.attachments as a
          where not exists (select from helpdesk.tickets as t where (t.tenant_id, t.id) = (a.tenant_id, a.ticket_id))`,
      ),
    ).toEqual({ orphans: 0 });
  });

  test('of the hour that the clocks showed twice, the first is meant', async () => {
    expect(await one(`select created_at from helpdesk.tickets where external_id = '101001624970'`)).toEqual({
      created_at: new Date('2015-11-01T05:16:00Z'),
    });
  });

  test('nothing is made up: no priority, no satisfaction, no agent', async () => {
    expect(
      await countOf('priority is not null or satisfaction_score is not null or agent_id is not null'),
    ).toBe(0);
  });

  test('each month has its partition', async () => {
    expect(await database.asOwner('select count(*)::int from helpdesk.tickets_default')).toEqual([
      { count: 0 },
    ]);
  });

  test('the rollups know the requests', async () => {
    expect(report.isRefreshed).toBe(true);
    expect(
      await one('select sum(tickets)::int as tickets from helpdesk_rollup.dashboard_stats_delta'),
    ).toEqual({ tickets: report.loaded });
    expect(await one('select sum(pending)::int as pending from sluice.rollup_work()')).toEqual({
      pending: 0,
    });
  });

  describe('through GraphQL, department by department', () => {
    type Tickets = NonNullable<ServiceRequestsQuery['helpdesk']['tickets']>;
    let gateway: TestGateway;
    let answers: readonly Tickets[];

    beforeAll(async () => {
      gateway = await openGateway(database);
      answers = await Promise.all(report.tenants.map(({ id }) => ask(id, {})));
    });

    afterAll(() => gateway.close());

    async function ask(tenantId: string, variables: Record<string, unknown>): Promise<Tickets> {
      const { data, errors } = await askAs(gateway, print(ServiceRequestsDocument), { tenantId, variables });
      expect(errors).toEqual([]);
      return (data as unknown as ServiceRequestsQuery).helpdesk.tickets!;
    }

    const sumOf = (figure: (tickets: Tickets) => unknown): number =>
      answers.reduce((sum, tickets) => sum + Number(figure(tickets)), 0);

    test('all, closed and per month', () => {
      expect(sumOf(({ totals }) => totals.count)).toBe(REFERENCE.rows - CLOSED_BEFORE_OPENED);
      expect(sumOf(({ totals }) => totals.resolvedCount)).toBe(REFERENCE.closed - CLOSED_BEFORE_OPENED);
      for (const [index, rows] of REFERENCE.months.entries()) {
        const month = `2015-${String(index + 1).padStart(2, '0')}-01T00:00:00`;
        const ofMonth = ({ months }: Tickets): unknown =>
          months.find((row) => row.month.startsWith(month))?.count ?? 0;
        expect(sumOf(ofMonth)).toBe(
          rows - rejectedOf((row) => Number(row['OPEN_DT']!.slice(0, 2)) === index + 1),
        );
      }
    });

    test('on-time flags', async () => {
      const onTime = await Promise.all(
        report.tenants.map(({ id }) => ask(id, { where: { slaBreached: { eq: false } } })),
      );
      const flagged = (flag: string): number => rejectedOf((row) => row['OnTime_Status'] === flag);
      expect(onTime.reduce((sum, { totals }) => sum + Number(totals.count), 0)).toBe(
        REFERENCE.onTime - flagged('ONTIME'),
      );
      expect(sumOf(({ totals }) => totals.slaBreaches)).toBe(REFERENCE.overdue - flagged('OVERDUE'));
    });

    test('mean hours to close: by real time, where the reference goes by the wall clock', () => {
      const rows: RejectedRow[] = parse(gunzipSync(readFileSync(file)), { columns: true });
      const closed = rows.filter((row) => row['CLOSED_DT'] !== '');
      const hours = (row: RejectedRow, clock: (text: string) => number): number =>
        (clock(row['CLOSED_DT']!) - clock(row['OPEN_DT']!)) / HOUR_MS;
      const total = (of: readonly RejectedRow[], clock: (text: string) => number): number =>
        of.reduce((sum, row) => sum + hours(row, clock), 0);
      // The file read anew gives the reference's figure, so that what follows from the same rows can be trusted.
      expect(closed).toHaveLength(REFERENCE.closed);
      expect(total(closed, wallClock) / closed.length).toBeCloseTo(REFERENCE.meanHours, 4);

      const loaded = closed.filter((row) => hours(row, instantOf) >= 0);
      expect(loaded).toHaveLength(REFERENCE.closed - CLOSED_BEFORE_OPENED);
      const expected = total(loaded, instantOf);
      const actual = sumOf(({ totals }) => totals.totalResolutionHours ?? 0);
      expect(Math.abs(actual - expected)).toBeLessThan(expected * 1e-12);
    });
  });

  test('a second import loads nothing', async () => {
    const second = await importInto(database, 'boston-311', file, {
      rejectFile: pathOf('boston.rejects-2.csv'),
    });
    expect(countsOf(second)).toEqual([REFERENCE.rows, 0, CLOSED_BEFORE_OPENED, report.loaded]);
    expect(readFileSync(pathOf('boston.rejects-2.csv'))).toEqual(readFileSync(pathOf('boston.rejects.csv')));
    expect(await countOf('true')).toBe(report.loaded);
  });
});
