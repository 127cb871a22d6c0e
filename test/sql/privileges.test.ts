import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE } from './sample-tenant.js';

const DENIED: readonly (readonly [what: string, sql: string])[] = [
  ['make temporary tables', 'create temporary table t (n int)'],
  ['make tables in public', 'create table public.t (n int)'],
  ['make tables in helpdesk', 'create table helpdesk.t (n int)'],
  ['make schemas', 'create schema mine'],
  ['make roles', 'create role mine'],
  ['read a materialized view', 'select from helpdesk_rollup.dashboard_stats'],
  ['read a materialized view of outreach', 'select from outreach_rollup.campaign_performance'],
  ['write deliveries', `update outreach.deliveries set open_count = 1`],
  ['write events of messages', 'insert into outreach.email_events default values'],
  ['read access tokens', 'select from sluice.access_tokens'],
  ['read the state of rollups past its function', 'select from sluice.rollups'],
  ['read the book of migrations', 'select from sluice.migrations'],
  ['become the owner', 'set role sluice_owner'],
  ['become the maintainer', 'set role sluice_maintainer'],
  ['write tenants', `insert into sluice.tenants (id, name) values ('${ONE}', 'One')`],
  ['read the change log', 'select from sluice.changes'],
  ['fold', `select from sluice.fold_rollup('helpdesk.dashboard_stats')`],
  ['archive', `select sluice.archive_old_rows('helpdesk.tickets', 1)`],
  ['refresh', 'select from helpdesk.refresh_dashboard_views()'],
  ['make one partition', `select sluice.create_monthly_partition('helpdesk.tickets', '2030-01-01')`],
  ['drop partitions', `select sluice.drop_old_partitions('helpdesk.tickets', 1)`],
  ['write audit entries', `insert into sluice.audit_entries select * from sluice.audit_entries`],
  ['change audit entries', `update sluice.audit_entries set action = 'other'`],
  ['delete audit entries', 'delete from sluice.audit_entries'],
  ['empty the audit trail', 'truncate sluice.audit_entries'],
  ['reach a month of the audit trail', 'select from sluice.audit_entries_default'],
  ['shorten the audit trail', `select sluice.drop_audit_entries(1, 'me', 'r', false)`],
  [
    'act as an operator',
    `select sluice.record_operator_action(null, 'me', 'r', 'a', 't', 'succeeded', null, null)`,
  ],
  ['read the quarantine', 'select from sluice.quarantined_rows'],
  ['set rows aside', `select sluice.quarantine_rows('outreach.deliveries', '[]', '{}', true)`],
  ['discard what was set aside', `select sluice.discard_quarantined_rows('{}', 1)`],
  ['put rows back', `select sluice.restore_quarantined_rows('{}')`],
  ['turn off row-level security', 'alter table helpdesk.tickets disable row level security'],
];

describe.each(postgresVersions)('privileges on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
  });

  test.each(DENIED)('the gateway may not %s', async (_what, sql) => {
    await expect(database.asNobody(sql)).rejects.toMatchObject({ code: '42501' });
    await expect(database.asTenant(ONE, sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('the gateway reaches exactly these relations', async () => {
    const relations = await database.asAdmin(`
      select c.oid::regclass::text as name
      from pg_class as c
      join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_schema_privilege('sluice_gateway', n.oid, 'usage')
        and has_any_column_privilege('sluice_gateway', c.oid, 'select, insert, update, references')
      order by 1`);
    expect(relations.map((relation) => relation['name'])).toEqual([
      'helpdesk.agent_performance',
      'helpdesk.attachments',
      'helpdesk.canned_responses',
      'helpdesk.category_performance',
      'helpdesk.channel_performance',
      'helpdesk.comments',
      'helpdesk.customer_stats',
      'helpdesk.dashboard_stats',
      'helpdesk.organisations',
      'helpdesk.sla_performance',
      'helpdesk.ticket_history',
      'helpdesk.ticket_trends',
      'helpdesk.tickets',
      'helpdesk.user_permissions',
      'helpdesk.user_sessions',
      'helpdesk.users',
      'outreach.billing_by_item',
      'outreach.billing_entries',
      'outreach.campaign_performance',
      'outreach.deliveries',
      'outreach.email_events',
      'outreach.lead_engagement',
      'outreach.mailbox_engagement',
      'outreach.queue_events',
      'outreach.queue_hourly',
      'sluice.audit_entries',
      'sluice.dataset_conditions',
      'sluice.folded_buckets_of_tenant',
      'sluice.rollup_conditions',
      'sluice.search_openings',
      'sluice.searches',
      'sluice.tenants',
    ]);
  });

  test.each([
    [
      'sluice_gateway',
      [
        'outreach.record_email_events',
        'sluice.change_epoch',
        'sluice.changes_since',
        'sluice.check_documents',
        'sluice.correct_query',
        'sluice.default_partition_rows',
        'sluice.ensure_upcoming_partitions',
        'sluice.failed_jobs',
        'sluice.find_access_token',
        'sluice.is_tenant',
        'sluice.matching_documents',
        'sluice.record_audit',
        'sluice.record_search_opening',
        'sluice.record_searches',
        'sluice.rollup_states',
        'sluice.search',
        'sluice.suggest',
      ],
    ],
    [
      'sluice_maintainer',
      [
        'helpdesk.refresh_dashboard_views',
        'helpdesk.refresh_organization_views',
        'outreach.deliveries_set_aside',
        'sluice.archive_old_rows',
        'sluice.attach_partition',
        'sluice.change_epoch',
        'sluice.check_documents',
        'sluice.clean_search_index',
        'sluice.create_hash_partition',
        'sluice.create_monthly_partition',
        'sluice.default_partition_rows',
        'sluice.detach_partition',
        'sluice.discard_quarantined_rows',
        'sluice.drop_audit_entries',
        'sluice.drop_old_partitions',
        'sluice.drop_unneeded_copies',
        'sluice.ensure_upcoming_partitions',
        'sluice.failed_jobs',
        'sluice.find_access_token',
        'sluice.fold_rollup',
        'sluice.fold_rollups',
        'sluice.forget_searches',
        'sluice.gather_search_words',
        'sluice.index_next_rows',
        'sluice.index_tenant_rows',
        'sluice.is_tenant',
        'sluice.prune_changes',
        'sluice.quarantine_rows',
        'sluice.record_operator_action',
        'sluice.referencing_tenants',
        'sluice.refresh_rollup',
        'sluice.refresh_rollups',
        'sluice.restore_quarantined_rows',
        'sluice.rollup_states',
        'sluice.rollup_work',
        'sluice.search_log_months',
        'sluice.set_lag_target',
      ],
    ],
  ])('%s may execute exactly its functions', async (role, functions) => {
    const rows = await database.asAdmin(
      `select pronamespace::regnamespace || '.' || proname as name from pg_proc
       where pronamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace, 'sluice'::regnamespace) and has_function_privilege($1, oid, 'execute')
       order by 1`,
      [role],
    );
    expect(rows.map((row) => row['name'])).toEqual(functions);
  });

  test('no role of ours is more than it must be, and JIT compilation is off', async () => {
    expect(
      await database.asAdmin(`
        select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as is_dangerous,
          rolconfig::text as settings
        from pg_roles where rolname like 'sluice%' order by 1`),
    ).toEqual([
      {
        rolname: 'sluice_gateway',
        rolcanlogin: true,
        is_dangerous: false,
        settings: '{jit=off,search_path=pg_catalog}',
      },
      { rolname: 'sluice_maintainer', rolcanlogin: true, is_dangerous: false, settings: '{jit=off}' },
      { rolname: 'sluice_owner', rolcanlogin: false, is_dangerous: false, settings: null },
    ]);
  });

  test('sluice_owner owns all there is', async () => {
    expect(
      await database.asAdmin(`
        select oid::regclass::text as name from pg_class
        where relnamespace::regnamespace::text in ('helpdesk', 'helpdesk_rollup', 'outreach', 'outreach_rollup', 'sluice') and relowner <> 'sluice_owner'::regrole
        union all
        select oid::regprocedure::text from pg_proc
        where pronamespace::regnamespace::text in ('helpdesk', 'helpdesk_rollup', 'outreach', 'outreach_rollup', 'sluice') and proowner <> 'sluice_owner'::regrole`),
    ).toEqual([]);
  });

  test('every function pins its search_path, and none that is not IMMUTABLE by nature claims to be', async () => {
    expect(
      await database.asAdmin(`
        select oid::regprocedure::text as name from pg_proc
        where pronamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace, 'sluice'::regnamespace)
          and (not coalesce(proconfig, '{}') @> array['search_path=pg_catalog, pg_temp'] or provolatile = 'i')`),
    ).toEqual([]);
  });

  test('every schema, table, column, view, function and rollup says what it is', async () => {
    expect(
      await database.asAdmin(`
        select c.oid::regclass || coalesce('.' || a.attname, '') as what
        from pg_class as c
        left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace, 'sluice'::regnamespace)
          and c.relkind in ('r', 'p', 'v') and not c.relispartition
          and col_description(c.oid, a.attnum) is null
        union all
        select oid::regclass::text from pg_class
        where relnamespace::regnamespace::text in ('helpdesk', 'helpdesk_rollup', 'outreach', 'outreach_rollup', 'sluice') and relkind in ('r', 'p', 'v', 'm')
          and obj_description(oid, 'pg_class') is null
        union all
        select oid::regprocedure::text from pg_proc
        where pronamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace, 'sluice'::regnamespace) and obj_description(oid, 'pg_proc') is null
        union all
        select nspname from pg_namespace
        where nspname in ('helpdesk', 'helpdesk_rollup', 'outreach', 'outreach_rollup', 'sluice') and obj_description(oid, 'pg_namespace') is null`),
    ).toEqual([]);
  });
});
