import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertIsolation } from '../../src/doctor/assert-isolation.js';
import { inspectIsolation } from '../../src/doctor/inspect-isolation.js';
import type { IsolationReport } from '../../src/doctor/isolation-report.js';
import type { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { postgresVersions } from '../setup/test-database.js';
import {
  createIsolatedLogin,
  idsOf,
  inspect,
  openGateway,
  withGateway,
  type IsolatedLogin,
} from './isolated-login.js';

/** `THE_LOGIN` and `THE_DATABASE` stand for the login and the database of the test. */
interface Hole {
  readonly what: string;
  readonly check: string;
  /** Makes the hole, as a superuser. */
  readonly make: string;
  readonly found: RegExp;
  readonly fix: RegExp;
  /** What else goes red with it. */
  readonly alsoFailing?: readonly string[];
  /** Undoes what the printed fixes leave; and all of it where the fix is advice. */
  readonly undo?: string;
  /** The fix is for a person to read, not a statement. */
  readonly isAdvice?: true;
  /** Counts from the next login on. */
  readonly isOfLogin?: true;
}

const TENANT = `(select nullif(current_setting('app.current_tenant_id', true), '')::uuid)`;

const SEARCH_KEY = readFileSync(
  new URL('../../sql/functions/sluice.search_key.sql', import.meta.url),
  'utf8',
);

const TENANT_ID = '00000000-0000-4000-8000-000000000001';
const ADD_USERS = `insert into sluice.tenants (id, name) values ('${TENANT_ID}', 'One');
  insert into helpdesk.users (tenant_id, id, name, role) values
    ('${TENANT_ID}', gen_random_uuid(), 'Ada', 'agent'), ('${TENANT_ID}', gen_random_uuid(), 'Bob', 'agent')`;
const REMOVE_USERS = `delete from helpdesk.users; delete from sluice.search_documents; delete from sluice.search_languages;
  delete from sluice.tenants`;

const HOLES: readonly Hole[] = [
  {
    what: 'the role is a superuser',
    check: 'superuser',
    make: 'alter role THE_LOGIN superuser',
    found: /"THE_LOGIN" is a superuser/,
    fix: /Point DATABASE_URL at sluice_gateway, or run: alter role THE_LOGIN nosuperuser/,
    undo: 'alter role THE_LOGIN nosuperuser',
    isAdvice: true,
  },
  {
    what: 'the role has BYPASSRLS',
    check: 'bypass-rls',
    make: 'alter role THE_LOGIN bypassrls',
    found: /"THE_LOGIN" has BYPASSRLS/,
    fix: /^alter role THE_LOGIN nobypassrls$/,
    alsoFailing: [],
  },
  {
    what: 'the role may create roles',
    check: 'role-attributes',
    make: 'alter role THE_LOGIN createrole',
    found: /CREATEROLE/,
    fix: /^alter role THE_LOGIN nocreaterole$/,
  },
  {
    what: 'the role may read the write-ahead log',
    check: 'role-attributes',
    make: 'alter role THE_LOGIN replication',
    found: /REPLICATION/,
    fix: /^alter role THE_LOGIN noreplication$/,
  },
  {
    what: 'the role is a member of the owner',
    check: 'membership',
    make: 'grant sluice_owner to THE_LOGIN',
    found: /member of "sluice_owner", which owns tables or views/,
    fix: /^revoke sluice_owner from THE_LOGIN$/,
    alsoFailing: ['rows-without-tenant'],
  },
  {
    what: 'the role may read all data',
    check: 'membership',
    make: 'grant pg_read_all_data to THE_LOGIN',
    found: /member of "pg_read_all_data"/,
    fix: /^revoke pg_read_all_data from THE_LOGIN$/,
  },
  {
    what: 'the role may read files of the server',
    check: 'membership',
    make: 'grant pg_read_server_files to THE_LOGIN',
    found: /member of "pg_read_server_files"/,
    fix: /^revoke pg_read_server_files from THE_LOGIN$/,
    alsoFailing: ['server-files'],
  },
  {
    what: 'the role owns a table',
    check: 'ownership',
    make: `create table helpdesk.mine (tenant_id uuid); alter table helpdesk.mine owner to THE_LOGIN`,
    found: /"THE_LOGIN" owns table helpdesk\.mine/,
    fix: /^reassign owned by THE_LOGIN to sluice_owner$/,
    alsoFailing: ['table-row-security', 'write-privileges'],
    undo: 'drop table helpdesk.mine',
  },
  {
    what: 'the role owns the database',
    check: 'ownership',
    make: 'alter database THE_DATABASE owner to THE_LOGIN',
    found: /"THE_LOGIN" owns database THE_DATABASE/,
    fix: /^reassign owned by THE_LOGIN to sluice_owner$/,
    alsoFailing: ['temporary-tables', 'create-privilege', 'membership'],
    undo: 'alter database THE_DATABASE owner to postgres',
  },
  {
    what: 'everybody may make temporary tables',
    check: 'temporary-tables',
    make: 'grant temporary on database THE_DATABASE to public',
    found: /PUBLIC may make temporary tables/,
    fix: /^revoke temporary on database "?THE_DATABASE"? from public$/,
  },
  {
    what: 'the role may create schemas',
    check: 'create-privilege',
    make: 'grant create on database THE_DATABASE to THE_LOGIN',
    found: /"THE_LOGIN" may create in the database "THE_DATABASE"/,
    fix: /^revoke create on database "?THE_DATABASE"? from THE_LOGIN$/,
  },
  {
    what: 'everybody may create in public',
    check: 'create-privilege',
    make: 'grant create on schema public to public',
    found: /PUBLIC may create in the schema "public"/,
    fix: /^revoke create on schema public from public$/,
  },
  {
    what: 'the role may write to a table',
    check: 'write-privileges',
    make: 'grant insert, delete on helpdesk.comments to sluice_gateway',
    found: /helpdesk\.comments may be changed: DELETE, INSERT is granted to sluice_gateway/,
    fix: /^revoke delete, insert on helpdesk\.comments from sluice_gateway$/,
  },
  {
    what: 'the role may write to a single column',
    check: 'write-privileges',
    make: 'grant update (subject) on helpdesk.tickets to THE_LOGIN',
    found: /helpdesk\.tickets may be changed: UPDATE/,
    fix: /^revoke update on helpdesk\.tickets from THE_LOGIN(, sluice_gateway)?$/,
  },
  {
    what: 'the role may switch triggers off',
    check: 'trigger-setting',
    make: 'grant set on parameter session_replication_role to THE_LOGIN',
    found: /"THE_LOGIN" may set the setting session_replication_role/,
    fix: /^revoke set on parameter session_replication_role from THE_LOGIN$/,
  },
  {
    what: 'row_security is off',
    check: 'row-security-setting',
    make: 'alter role THE_LOGIN set row_security = off',
    found: /row_security is off/,
    fix: /^alter role THE_LOGIN set row_security = on$/,
    isOfLogin: true,
  },
  {
    what: 'a tenant is set for the role by default',
    check: 'tenant-setting-default',
    make: `alter role THE_LOGIN set "app.current_tenant_id" = '00000000-0000-4000-8000-000000000001'`,
    found: /is '00000000-0000-4000-8000-000000000001' by default for the role "THE_LOGIN"/,
    fix: /^alter role THE_LOGIN reset app\.current_tenant_id$/,
    isOfLogin: true,
  },
  {
    what: 'a tenant is set for the database by default',
    check: 'tenant-setting-default',
    make: `alter database THE_DATABASE set "app.current_tenant_id" = '00000000-0000-4000-8000-000000000001'`,
    found: /by default for every role in the database "THE_DATABASE"/,
    fix: /^alter database "?THE_DATABASE"? reset app\.current_tenant_id$/,
    isOfLogin: true,
  },
  {
    what: 'a readable table has no row-level security',
    check: 'table-row-security',
    make: 'create table helpdesk.open (tenant_id uuid); grant select on helpdesk.open to sluice_gateway',
    found: /Row-level security is not enabled on helpdesk\.open/,
    fix: /^alter table helpdesk\.open enable row level security, force row level security$/,
    undo: 'drop table helpdesk.open',
    isAdvice: true,
  },
  {
    what: 'a single column of an unprotected table is readable',
    check: 'table-row-security',
    make: 'create table public.open (tenant_id uuid, secret text); grant select (secret) on public.open to THE_LOGIN',
    found: /not enabled on public\.open/,
    fix: /^alter table public\.open enable row level security, force row level security$/,
    undo: 'drop table public.open',
    isAdvice: true,
  },
  {
    what: 'row-level security is switched off',
    check: 'table-row-security',
    make: 'alter table helpdesk.tickets disable row level security',
    found: /not enabled on helpdesk\.tickets/,
    fix: /^alter table helpdesk\.tickets enable row level security$/,
  },
  {
    what: 'row-level security is not forced',
    check: 'table-row-security',
    make: 'alter table helpdesk.comments no force row level security',
    found: /not forced on helpdesk\.comments/,
    fix: /^alter table helpdesk\.comments force row level security$/,
  },
  {
    what: 'a partition is readable by itself',
    check: 'table-policies',
    make: 'grant select on helpdesk.tickets_default to THE_LOGIN',
    found: /No policy lets the role "THE_LOGIN" read helpdesk\.tickets_default/,
    fix: /^create policy read_tenant on helpdesk\.tickets_default for select to THE_LOGIN using/,
    undo: 'drop policy read_tenant on helpdesk.tickets_default; revoke select on helpdesk.tickets_default from THE_LOGIN',
  },
  {
    what: 'a policy lets everything through',
    check: 'table-policies',
    make: 'create policy everything on helpdesk.comments for select to public using (true)',
    found: /The policy "everything" on helpdesk\.comments lets rows through/,
    fix: /^alter policy everything on helpdesk\.comments using \(tenant_id = /,
    undo: 'drop policy everything on helpdesk.comments',
  },
  {
    what: 'a policy falls back to the row itself',
    check: 'table-policies',
    make: `alter policy read_tenant on helpdesk.comments using (tenant_id = coalesce(${TENANT}, tenant_id))`,
    found: /The policy "read_tenant" on helpdesk\.comments lets rows through/,
    fix: /^alter policy read_tenant on helpdesk\.comments using \(tenant_id = /,
  },
  {
    what: 'a policy makes an exception',
    check: 'table-policies',
    make: `alter policy read_tenant on helpdesk.comments using (tenant_id = ${TENANT} or type = 'public')`,
    found: /The policy "read_tenant" on helpdesk\.comments lets rows through/,
    fix: /^alter policy read_tenant on helpdesk\.comments using \(tenant_id = /,
  },
  {
    what: 'a policy names the setting without comparing a column with it',
    check: 'table-policies',
    make: `alter policy read_tenant on helpdesk.comments using (current_setting('app.current_tenant_id', true) <> 'x')`,
    found: /The policy "read_tenant" on helpdesk\.comments lets rows through/,
    fix: /^alter policy read_tenant on helpdesk\.comments using \(tenant_id = /,
  },
  {
    what: 'a view does not filter by tenant',
    check: 'views',
    make: `create view helpdesk.peek with (security_barrier) as select id from helpdesk.tickets;
      alter view helpdesk.peek owner to sluice_owner; grant select on helpdesk.peek to sluice_gateway`,
    found: /The view helpdesk\.peek does not filter by app\.current_tenant_id/,
    fix: /or run: revoke all on helpdesk\.peek from sluice_gateway/,
    undo: 'drop view helpdesk.peek',
    isAdvice: true,
  },
  {
    what: 'a view is no barrier',
    check: 'views',
    make: 'alter view helpdesk.dashboard_stats reset (security_barrier)',
    found: /The view helpdesk\.dashboard_stats is no security barrier/,
    fix: /^alter view helpdesk\.dashboard_stats set \(security_barrier\)$/,
  },
  {
    what: 'a view belongs to a superuser',
    check: 'views',
    make: 'alter view helpdesk.dashboard_stats owner to postgres',
    found: /The view helpdesk\.dashboard_stats belongs to "postgres"/,
    fix: /^alter view helpdesk\.dashboard_stats owner to sluice_owner$/,
  },
  {
    what: 'a materialized view is readable',
    check: 'materialized-views',
    make: 'grant select on helpdesk_rollup.dashboard_stats to sluice_gateway',
    found: /The materialized view helpdesk_rollup\.dashboard_stats is readable/,
    fix: /^revoke all on helpdesk_rollup\.dashboard_stats from sluice_gateway$/,
  },
  {
    what: 'a materialized view of outreach is readable',
    check: 'materialized-views',
    make: 'grant select on outreach_rollup.campaign_performance to sluice_gateway',
    found: /The materialized view outreach_rollup\.campaign_performance is readable/,
    fix: /^revoke all on outreach_rollup\.campaign_performance from sluice_gateway$/,
  },
  {
    what: 'deliveries may be changed past the function that counts events',
    check: 'write-privileges',
    make: 'grant update (open_count) on outreach.deliveries to sluice_gateway',
    found: /outreach\.deliveries may be changed: UPDATE/,
    fix: /^revoke update on outreach\.deliveries from sluice_gateway$/,
  },
  {
    what: 'a view shows rows although it names the setting',
    check: 'rows-without-tenant',
    make: `create view helpdesk.cunning with (security_barrier) as
        select 1 as n where current_setting('app.current_tenant_id', true) is distinct from 'x';
      alter view helpdesk.cunning owner to sluice_owner; grant select on helpdesk.cunning to sluice_gateway`,
    found: /helpdesk\.cunning shows rows to a tenant that does not exist/,
    fix: /or run: revoke select on helpdesk\.cunning from sluice_gateway/,
    undo: 'drop view helpdesk.cunning',
    isAdvice: true,
  },
  {
    what: 'a view shows rows to nobody',
    check: 'rows-without-tenant',
    make: `create view helpdesk.fallback with (security_barrier) as
        select 1 as n where nullif(current_setting('app.current_tenant_id', true), '') is null;
      alter view helpdesk.fallback owner to sluice_owner; grant select on helpdesk.fallback to sluice_gateway`,
    found: /helpdesk\.fallback shows rows where no tenant is set/,
    fix: /docs\/isolation\.md/,
    undo: 'drop view helpdesk.fallback',
    isAdvice: true,
  },
  {
    what: 'a policy cannot cast the empty setting',
    check: 'rows-without-tenant',
    make: `insert into sluice.tenants (id, name) values ('00000000-0000-4000-8000-000000000001', 'One');
      alter policy read_tenant on sluice.tenants using (id = (select current_setting('app.current_tenant_id', true)::uuid))`,
    found: /sluice\.tenants fails where no tenant is set/,
    fix: /docs\/isolation\.md/,
    undo: `alter policy read_tenant on sluice.tenants using (id = ${TENANT}); delete from sluice.tenants`,
    isAdvice: true,
  },
  {
    what: 'a policy calls an IMMUTABLE function',
    check: 'immutable-tenant-functions',
    make: `create function sluice.tenant() returns uuid language sql immutable
        as $$ select nullif(current_setting('app.current_tenant_id', true), '')::uuid $$;
      alter policy read_tenant on helpdesk.comments using (tenant_id = sluice.tenant())`,
    found: /sluice\.tenant\(\) is IMMUTABLE and called by the policy "read_tenant" on helpdesk\.comments/,
    fix: /^alter function sluice\.tenant\(\) stable$/,
    undo: `alter policy read_tenant on helpdesk.comments using (tenant_id = ${TENANT}); drop function sluice.tenant()`,
  },
  {
    what: 'a stable function hides an IMMUTABLE one',
    check: 'immutable-tenant-functions',
    make: `create function sluice.setting() returns text language sql immutable as $$ select current_setting('app.current_tenant_id', true) $$;
      create function sluice.tenant() returns uuid language sql stable as $$ select nullif(sluice.setting(), '')::uuid $$`,
    found: /sluice\.setting\(\) is IMMUTABLE/,
    fix: /^alter function sluice\.setting\(\) stable$/,
    undo: 'drop function sluice.tenant(); drop function sluice.setting()',
  },
  {
    what: 'a function is marked LEAKPROOF',
    check: 'leakproof-functions',
    make: `create function sluice.spy(p text) returns boolean language sql stable leakproof as $$ select true $$`,
    found: /sluice\.spy\(text\) is marked LEAKPROOF/,
    fix: /^alter function sluice\.spy\(text\) not leakproof$/,
    undo: 'drop function sluice.spy(text)',
  },
  {
    what: 'full-text search is marked LEAKPROOF',
    check: 'leakproof-functions',
    make: 'alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof',
    found: /ts_match_vq\(tsvector,tsquery\) is marked LEAKPROOF/,
    fix: /^alter function ts_match_vq\(tsvector,tsquery\) not leakproof$/,
  },
  {
    what: 'a function of the owner shows all tenants',
    check: 'security-definer-functions',
    make: `create function helpdesk.all_subjects() returns setof text language sql stable security definer
        set search_path = pg_catalog, pg_temp as $$ select subject from helpdesk.tickets $$;
      alter function helpdesk.all_subjects() owner to sluice_owner;
      grant execute on function helpdesk.all_subjects() to sluice_gateway`,
    found: /helpdesk\.all_subjects\(\) runs as "sluice_owner" and does not filter/,
    fix: /^revoke execute on function helpdesk\.all_subjects\(\) from public, sluice_gateway$/,
    undo: 'drop function helpdesk.all_subjects()',
  },
  {
    what: 'a function of the owner can be led astray by the search_path',
    check: 'security-definer-functions',
    make: 'alter function sluice.rollup_states() reset search_path',
    found: /sluice\.rollup_states\(\) runs as "sluice_owner" without a search_path of its own/,
    fix: /^alter function sluice\.rollup_states\(\) set search_path = pg_catalog, pg_temp$/,
  },
  {
    what: 'a callable function belongs to a superuser',
    check: 'security-definer-functions',
    make: 'alter function sluice.is_tenant(uuid) owner to postgres',
    found: /sluice\.is_tenant\(.*\) runs as "postgres", to whom no policy applies/,
    fix: /^alter function sluice\.is_tenant\(.*\) owner to sluice_owner$/,
  },
  {
    what: 'planner statistics are readable',
    check: 'system-catalogues',
    make: 'grant select on pg_catalog.pg_statistic to THE_LOGIN',
    found: /pg_statistic is readable for the role "THE_LOGIN"/,
    fix: /^revoke select on pg_catalog\.pg_statistic from THE_LOGIN$/,
  },
  {
    what: 'a file of the server can be read',
    check: 'server-files',
    make: 'grant execute on function pg_read_file(text) to THE_LOGIN',
    found: /pg_read_file\(text\) is callable for the role "THE_LOGIN"/,
    fix: /^revoke execute on function pg_read_file\(text\) from THE_LOGIN$/,
  },
  {
    what: 'a trigger of the change log is disabled',
    check: 'change-log',
    make: 'alter table helpdesk.tickets disable trigger log_update',
    found: /The trigger log_update of helpdesk.tickets is disabled/,
    fix: /^alter table helpdesk.tickets enable trigger log_update; then run sluice refresh/,
    undo: 'alter table helpdesk.tickets enable trigger log_update',
    isAdvice: true,
  },
  {
    what: 'a partition has lost a trigger of the change log',
    check: 'change-log',
    make: 'drop trigger log_insert on helpdesk.tickets_default',
    found: /The trigger log_insert of helpdesk.tickets_default is missing/,
    fix: /delete from sluice.definitions where name = 'datasets\/helpdesk.tickets'/,
    undo: `select sluice.log_partition_changes('helpdesk.tickets', 'helpdesk.tickets_default')`,
    isAdvice: true,
  },
  {
    what: 'a trigger of the search is disabled',
    check: 'search-triggers',
    make: 'alter table helpdesk.users disable trigger search_update',
    found: /The trigger search_update of helpdesk.users is disabled/,
    fix: /^alter table helpdesk.users enable always trigger search_update; then run sluice search rebuild$/,
    undo: 'alter table helpdesk.users enable always trigger search_update',
    isAdvice: true,
  },
  {
    what: 'replication would pass by a trigger of the search',
    check: 'search-triggers',
    make: 'alter table helpdesk.tickets_default enable trigger search_insert',
    found: /The trigger search_insert of helpdesk.tickets_default is not enabled always/,
    fix: /^alter table helpdesk.tickets_default enable always trigger search_insert;/,
    undo: 'alter table helpdesk.tickets_default enable always trigger search_insert',
    isAdvice: true,
  },
  {
    what: 'a partition has lost a trigger of the search',
    check: 'search-triggers',
    make: 'drop trigger search_truncate on helpdesk.tickets_default',
    found: /The trigger search_truncate of helpdesk.tickets_default is missing/,
    fix: /delete from sluice.definitions where name = 'search\/helpdesk.tickets'/,
    undo: `select sluice.create_document_triggers('helpdesk.tickets_default', 'helpdesk.search_tickets()')`,
    isAdvice: true,
  },
  {
    what: 'the function that says which words are whose was changed',
    check: 'search-triggers',
    make: `create or replace function sluice.search_key(p_tenant uuid) returns text language sql immutable parallel safe
      set search_path = pg_catalog, pg_temp as 'select left(p_tenant::text, 4)'`,
    found: /The function sluice.search_key is not the one/,
    fix: /delete from sluice.definitions where name = 'functions\/sluice.search_key'/,
    undo: SEARCH_KEY,
    isAdvice: true,
  },
];

const WARNINGS: readonly Hole[] = [
  {
    what: 'an index of the search is invalid',
    check: 'search-documents',
    make: `update pg_index set indisvalid = false where indexrelid = 'sluice.idx_search_documents_title'::regclass`,
    found: /The index sluice.idx_search_documents_title is invalid/,
    fix: /^sluice search rebuild$/,
    undo: `update pg_index set indisvalid = true where indexrelid = 'sluice.idx_search_documents_title'::regclass`,
    isAdvice: true,
  },
  {
    what: 'rows have lost their documents',
    check: 'search-documents',
    make: `${ADD_USERS}; delete from sluice.search_documents where source = 'helpdesk.users'`,
    found: /Of 2 rows of helpdesk.users, 2 have not the document/,
    fix: /^sluice search rebuild --source helpdesk.users$/,
    undo: REMOVE_USERS,
    isAdvice: true,
  },
  {
    what: 'a document says something else than its row',
    check: 'search-documents',
    make: `${ADD_USERS}; update sluice.search_documents set vector = '' where source = 'helpdesk.users:pii' and title = 'Ada'`,
    found: /Of 2 rows of helpdesk.users:pii, 1 have not the document/,
    fix: /^sluice search rebuild --source helpdesk.users:pii$/,
    undo: REMOVE_USERS,
    isAdvice: true,
  },
  {
    what: 'documents have no row',
    check: 'search-documents',
    make: `${ADD_USERS}; alter table helpdesk.users disable trigger search_delete; delete from helpdesk.users;
      alter table helpdesk.users enable always trigger search_delete`,
    found: /2 documents of helpdesk.users have no row/,
    fix: /^sluice search rebuild --source helpdesk.users$/,
    undo: REMOVE_USERS,
    isAdvice: true,
  },
  {
    what: 'documents are still being made',
    check: 'search-documents',
    make: `update sluice.search_sources set is_complete = false where name = 'helpdesk.tickets'`,
    found: /The documents of helpdesk.tickets are still being made/,
    fix: /^Run sluice worker/,
    undo: `update sluice.search_sources set is_complete = true where name = 'helpdesk.tickets'`,
    isAdvice: true,
  },
  {
    what: 'the schema of materialized views is open',
    check: 'materialized-view-schemas',
    make: 'grant usage on schema helpdesk_rollup to sluice_gateway',
    found: /"helpdesk_rollup" holds materialized views/,
    fix: /^revoke usage on schema helpdesk_rollup from sluice_gateway$/,
  },
  {
    what: 'a large object is readable',
    check: 'large-objects',
    make: 'select lo_create(4711); grant select on large object 4711 to public',
    found: /The large object 4711 is readable for PUBLIC/,
    fix: /^revoke all on large object 4711 from public$/,
    undo: 'select lo_unlink(4711)',
  },
  {
    what: 'a foreign server is usable',
    check: 'foreign-access',
    make: `create foreign data wrapper nowhere; create server elsewhere foreign data wrapper nowhere; grant usage on foreign server elsewhere to THE_LOGIN`,
    found: /The foreign server "elsewhere" is usable for the role "THE_LOGIN"/,
    fix: /^revoke usage on foreign server elsewhere from THE_LOGIN$/,
    undo: 'drop server elsewhere; drop foreign data wrapper nowhere',
  },
  {
    what: 'queries are compiled',
    check: 'jit',
    make: 'alter role THE_LOGIN set jit = on',
    found: /The setting jit is on/,
    fix: /^alter role THE_LOGIN set jit = off$/,
    isOfLogin: true,
  },
];

describe.each(postgresVersions)('the isolation report on PostgreSQL $version', (server) => {
  let login: IsolatedLogin;
  /** Open all the time: what it has planned and cached must hide nothing, and it has to load the catalogue only once. */
  let gateway: GatewayDatabase;

  beforeAll(async () => {
    login = await createIsolatedLogin(server);
    gateway = openGateway(login.url);
  });
  afterAll(async () => {
    await gateway.close();
    await login.drop();
  });

  const fill = (text: string): string =>
    text.replaceAll('THE_LOGIN', login.role).replaceAll('THE_DATABASE', login.database.name);
  const fillPattern = (pattern: RegExp): RegExp => new RegExp(fill(pattern.source));

  const look = ({ isOfLogin }: Pick<Hole, 'isOfLogin'>): Promise<IsolationReport> =>
    isOfLogin ? inspect(login.url) : inspectIsolation(gateway);
  const expectGreen = (report: IsolationReport): void => {
    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(report.isSafe).toBe(true);
  };

  /** Makes the hole, looks, then runs what the report itself prints as the fix. */
  const expectFoundAndMended = async (hole: Hole, status: 'failed' | 'warning'): Promise<void> => {
    await login.database.asAdmin(fill(hole.make));
    try {
      const report = await look(hole);
      const check = report.checks.find(({ id }) => id === hole.check)!;
      expect(check).toMatchObject({ status });
      const finding = check.findings.find(({ found }) => fillPattern(hole.found).test(found));
      expect(finding, JSON.stringify(check.findings)).toBeDefined();
      expect(finding!.fix).toMatch(fillPattern(hole.fix));
      const others = idsOf(report, 'failed', 'warning').filter((id) => id !== hole.check);
      if (hole.alsoFailing !== undefined) expect(hole.alsoFailing).toEqual(expect.arrayContaining(others));
      if (hole.isAdvice === undefined) {
        for (const { fix } of check.findings) await login.database.asAdmin(fix);
      }
    } finally {
      if (hole.undo !== undefined) await login.database.asAdmin(fill(hole.undo));
    }
    expectGreen(await look(hole));
  };

  test("is all green for the gateway's own role in a migrated database", async () => {
    const report = await inspect(login.database.gatewayUrl);
    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(report).toMatchObject({ role: 'sluice_gateway', isSafe: true, database: login.database.name });
    await expect(withGateway(login.database.gatewayUrl, assertIsolation)).resolves.toMatchObject({
      isSafe: true,
    });
  });

  test('is all green for another login with the same rights', async () => {
    expectGreen(await inspect(login.url));
  });

  test.each(HOLES)('is red where $what, and green again after its fix', async (hole) => {
    await expectFoundAndMended(hole, 'failed');
  });

  test.each(WARNINGS)('warns where $what', async (hole) => {
    await expectFoundAndMended(hole, 'warning');
  });

  test('is red in a database without Sluice', async () => {
    const url = new URL(login.url);
    url.pathname = '/postgres';
    const report = await inspect(url.href);
    expect(idsOf(report, 'failed')).toContain('migrated');
  });

  test('says of a superuser that, and not a hundred consequences', async () => {
    const report = await inspect(login.database.adminUrl);
    expect(idsOf(report, 'failed')).toEqual(['superuser']);
    expect(idsOf(report, 'skipped').length).toBe(report.checks.length - 2);
  });

  test('keeps the server from starting, with every hole and its fix', async () => {
    await login.database.asAdmin(
      `alter role ${login.role} bypassrls; alter table helpdesk.tickets no force row level security`,
    );
    try {
      await expect(withGateway(login.url, assertIsolation)).rejects.toMatchObject({
        code: 'UNSAFE_DATABASE',
        message: expect.stringMatching(
          new RegExp(
            `\\[bypass-rls\\] The role "${login.role}" has BYPASSRLS[^]*Fix: alter role ${login.role} nobypassrls[^]*` +
              `\\[table-row-security\\][^]*Fix: alter table helpdesk.tickets force row level security[^]*sluice doctor`,
          ),
        ),
      });
    } finally {
      await login.database.asAdmin(
        `alter role ${login.role} nobypassrls; alter table helpdesk.tickets force row level security`,
      );
    }
  });

  test('does not refuse to serve for a warning', async () => {
    await login.database.asAdmin(`alter role ${login.role} set jit = on`);
    await expect(withGateway(login.url, assertIsolation)).resolves.toMatchObject({ isSafe: true });
    await login.database.asAdmin(`alter role ${login.role} set jit = off`);
  });
});
