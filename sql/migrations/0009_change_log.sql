set local role sluice_owner;

-- Datasets ----------------------------------------------------------------------------------------------------------
-- The tables whose changes are logged, because rollups are kept of them. No tenant's data.

create table sluice.datasets (
  name text not null primary key,
  time_column name not null,
  log_function text not null,
  archived_until timestamptz not null default '-infinity'
);
comment on table sluice.datasets is 'One row per table that rollups are kept of.';
comment on column sluice.datasets.name is 'The table''s qualified name, such as helpdesk.tickets.';
comment on column sluice.datasets.time_column is 'The column whose UTC day is a row''s bucket.';
comment on column sluice.datasets.log_function is 'The trigger function that logs the table''s changes.';
comment on column sluice.datasets.archived_until is 'Rows before this instant are gone from the table, or about to go: only the rollups'' archives know them, and nothing is written there.';

-- The partitions whose changes are logged: what is attached or detached behind Sluice's back shows as a difference to it.
create table sluice.dataset_partitions (
  dataset text not null references sluice.datasets (name) on delete cascade,
  partition oid not null,
  primary key (dataset, partition)
);
comment on table sluice.dataset_partitions is 'The partitions of each dataset that have their triggers and whose rows are accounted for.';
comment on column sluice.dataset_partitions.dataset is 'The table''s qualified name.';
comment on column sluice.dataset_partitions.partition is 'The partition''s oid; a dropped one''s remains until it is noticed.';

-- The change log ----------------------------------------------------------------------------------------------------
-- One row for each UTC day of a tenant that a transaction has changed, written by triggers in that same transaction. Its own
-- transaction is part of the key, so that no writer ever waits for another.

create table sluice.changes (
  dataset text not null,
  tenant_id uuid not null,
  bucket timestamptz not null,
  xid xid8 not null default pg_current_xact_id(),
  logged_at timestamptz not null default clock_timestamp(),
  primary key (dataset, tenant_id, bucket, xid)
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.1);
-- The feed of changes and the folds look for what is newer than a snapshot.
create index idx_changes_xid on sluice.changes (xid);
comment on table sluice.changes is 'What has changed, append-only: a bucket is stale for a rollup while a row here is not visible in the snapshot of its last fold. Pruned when every rollup has absorbed it.';
comment on column sluice.changes.dataset is 'The table''s qualified name.';
comment on column sluice.changes.tenant_id is 'The tenant whose rows have changed.';
comment on column sluice.changes.bucket is 'Start of the UTC day whose rows have changed.';
comment on column sluice.changes.xid is 'The transaction that changed them.';
comment on column sluice.changes.logged_at is 'When the change was first logged, before its transaction''s end.';

alter table sluice.changes enable row level security;
alter table sluice.changes force row level security;
create policy all_owner on sluice.changes to sluice_owner using (true) with check (true);

create table sluice.data_versions (
  dataset text not null,
  tenant_id uuid not null,
  pruned bigint not null,
  primary key (dataset, tenant_id)
);
comment on table sluice.data_versions is 'How many rows were pruned of the change log. Together with those still there they number the states of a tenant''s data.';
comment on column sluice.data_versions.dataset is 'The table''s qualified name.';
comment on column sluice.data_versions.tenant_id is 'The tenant.';
comment on column sluice.data_versions.pruned is 'Rows of the log that were pruned, in all.';

alter table sluice.data_versions enable row level security;
alter table sluice.data_versions force row level security;
create policy all_owner on sluice.data_versions to sluice_owner using (true) with check (true);

-- A change shows when its transaction commits, which may be long after it was logged. What is pruned must have shown for a
-- minute, so that those who follow the log have seen it.
create table sluice.prune_marks (
  taken_at timestamptz not null primary key,
  snapshot pg_snapshot not null
);
comment on table sluice.prune_marks is 'Which transactions had shown by when; the log is pruned of what had shown a minute ago.';
comment on column sluice.prune_marks.taken_at is 'When the snapshot was taken.';
comment on column sluice.prune_marks.snapshot is 'The snapshot.';

-- The layers of rollups ---------------------------------------------------------------------------------------------
-- Every rollup is made again by this version, so the states of older ones go.

delete from sluice.rollups;
delete from sluice.definitions where name like 'rollups/%';
drop function if exists sluice.record_rollup(name, pg_snapshot, timestamptz);

alter table sluice.rollups
  add column rollup text not null generated always as (schema_name || '.' || view_name) stored unique,
  add column dataset text not null references sluice.datasets (name),
  add column folded_at timestamptz not null,
  add column folded_snapshot pg_snapshot not null,
  add column delta_rows bigint not null default 0,
  add column count_column name,
  add column lag_target interval not null default interval '5 seconds',
  add column complete_since timestamptz not null default '-infinity',
  add constraint rollups_lag_target_positive check (lag_target > interval '0');
comment on column sluice.rollups.rollup is 'The qualified name of the view that the gateway reads, such as helpdesk.dashboard_stats.';
comment on column sluice.rollups.dataset is 'The table that it is a rollup of.';
comment on column sluice.rollups.folded_at is 'The instant up to which view and delta together know the table.';
comment on column sluice.rollups.folded_snapshot is 'Which transactions view and delta certainly know.';
comment on column sluice.rollups.delta_rows is 'Rows of the delta, of all tenants.';
comment on column sluice.rollups.count_column is 'Its column that counts rows of the table; null where it has none.';
comment on column sluice.rollups.lag_target is 'How old a change may be before it is folded into the delta.';
comment on column sluice.rollups.complete_since is 'What was archived before the rollup was made is not in its archive; from this instant on it is complete.';
comment on constraint rollups_lag_target_positive on sluice.rollups is 'A lag target is longer than nothing.';

-- Whole days of a tenant that the delta holds in place of the view; those that have become empty as well.
create table sluice.folded_buckets (
  rollup text not null,
  tenant_id uuid not null,
  bucket timestamptz not null,
  primary key (rollup, tenant_id, bucket)
);
comment on table sluice.folded_buckets is 'The UTC days of a tenant for which a rollup''s delta is newer than its materialized view.';
comment on column sluice.folded_buckets.rollup is 'The rollup''s qualified name.';
comment on column sluice.folded_buckets.tenant_id is 'The tenant.';
comment on column sluice.folded_buckets.bucket is 'Start of the UTC day.';

alter table sluice.folded_buckets enable row level security;
alter table sluice.folded_buckets force row level security;
create policy all_owner on sluice.folded_buckets to sluice_owner using (true) with check (true);

-- A fold of one tenant alone knows more of that tenant than the rollup's own snapshot says.
create table sluice.tenant_folds (
  rollup text not null,
  tenant_id uuid not null,
  folded_at timestamptz not null,
  folded_snapshot pg_snapshot not null,
  primary key (rollup, tenant_id)
);
comment on table sluice.tenant_folds is 'Folds of one tenant alone, since the last fold of all.';
comment on column sluice.tenant_folds.rollup is 'The rollup''s qualified name.';
comment on column sluice.tenant_folds.tenant_id is 'The tenant.';
comment on column sluice.tenant_folds.folded_at is 'The instant up to which the rollup knows this tenant''s rows.';
comment on column sluice.tenant_folds.folded_snapshot is 'Which transactions it certainly knows.';

alter table sluice.tenant_folds enable row level security;
alter table sluice.tenant_folds force row level security;
create policy all_owner on sluice.tenant_folds to sluice_owner using (true) with check (true);

-- What the gateway may know ------------------------------------------------------------------------------------------
-- Barrier views: of the log and the layers a caller sees what concerns its own tenant.

-- Cached answers count for one life of one database: a restart, a restore, a promoted standby begin another.
create function sluice.change_epoch() returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return left(md5(concat_ws(' ', date_part('epoch', pg_postmaster_start_time()), pg_is_in_recovery(),
    (select d.oid from pg_database as d where d.datname = current_database()), 'sluice.changes'::regclass::oid)), 12);
end
$$;
comment on function sluice.change_epoch() is 'Names this life of this database: versions of two epochs cannot be compared.';
revoke all on function sluice.change_epoch() from public;
grant execute on function sluice.change_epoch() to sluice_gateway, sluice_maintainer;

create view sluice.dataset_conditions with (security_barrier) as
select
  d.name as dataset,
  -- As sluice.change_epoch() says it: views call no function of ours, so that none can be changed under them.
  left(md5(concat_ws(' ', date_part('epoch', pg_postmaster_start_time()), pg_is_in_recovery(),
    (select o.oid from pg_database as o where o.datname = current_database()), 'sluice.changes'::regclass::oid)), 12) as epoch,
  coalesce((
    select v.pruned
    from sluice.data_versions as v
    where v.dataset = d.name and v.tenant_id = t.id
  ), 0) + (
    select count(*)
    from sluice.changes as c
    where c.dataset = d.name and c.tenant_id = t.id
  ) as version,
  d.archived_until
from sluice.datasets as d
cross join sluice.tenants as t
where t.id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
comment on view sluice.dataset_conditions is 'The data version of each dataset for the current tenant: equal epoch and version, equal data.';
comment on column sluice.dataset_conditions.dataset is 'The table''s qualified name.';
comment on column sluice.dataset_conditions.epoch is 'The life of the database that the version belongs to.';
comment on column sluice.dataset_conditions.version is 'How many changes of the tenant''s rows have ever shown.';
comment on column sluice.dataset_conditions.archived_until is 'Rows before this instant are in the rollups'' archives only.';
grant select on sluice.dataset_conditions to sluice_gateway;

create view sluice.rollup_conditions with (security_barrier) as
select
  r.rollup,
  r.dataset,
  r.refreshed_at,
  coalesce(f.folded_at, r.folded_at) as folded_at,
  p.pending,
  p.stale
from sluice.rollups as r
join sluice.datasets as d on d.name = r.dataset
cross join sluice.tenants as t
left join sluice.tenant_folds as f on f.rollup = r.rollup and f.tenant_id = t.id
cross join lateral (
  select count(*) as pending, coalesce(array_agg(distinct c.bucket), '{}') as stale
  from sluice.changes as c
  where c.dataset = r.dataset
    and c.tenant_id = t.id
    and c.bucket >= d.archived_until
    and not pg_visible_in_snapshot(c.xid, coalesce(f.folded_snapshot, r.folded_snapshot))
) as p
where t.id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
comment on view sluice.rollup_conditions is 'What each rollup does not hold yet of the current tenant.';
comment on column sluice.rollup_conditions.rollup is 'The rollup''s qualified name.';
comment on column sluice.rollup_conditions.dataset is 'The table that it is a rollup of.';
comment on column sluice.rollup_conditions.refreshed_at is 'When its materialized view was last refreshed in full.';
comment on column sluice.rollup_conditions.folded_at is 'The instant up to which view and delta know the tenant''s rows.';
comment on column sluice.rollup_conditions.pending is 'Changes that view and delta do not hold.';
comment on column sluice.rollup_conditions.stale is 'Their UTC days, earliest first.';
grant select on sluice.rollup_conditions to sluice_gateway;

create view sluice.folded_buckets_of_tenant with (security_barrier) as
select f.rollup, f.bucket
from sluice.folded_buckets as f
where f.tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
comment on view sluice.folded_buckets_of_tenant is 'The UTC days of the current tenant that a rollup''s delta holds.';
comment on column sluice.folded_buckets_of_tenant.rollup is 'The rollup''s qualified name.';
comment on column sluice.folded_buckets_of_tenant.bucket is 'Start of the UTC day.';
grant select on sluice.folded_buckets_of_tenant to sluice_gateway;
