set local role sluice_owner;

-- The state of rollups ----------------------------------------------------------------------------------------------
-- What each rollup held after its last refresh: sizes for the planner, age for `freshness`. No tenant's data.

create table sluice.rollups (
  schema_name text not null,
  view_name text not null,
  refreshed_at timestamptz not null,
  refreshed_snapshot pg_snapshot not null,
  row_count bigint not null,
  table_rows bigint not null,
  first_bucket timestamptz,
  last_bucket timestamptz,
  duration_ms bigint not null,
  primary key (schema_name, view_name)
);
comment on table sluice.rollups is 'One row per rollup: when it was last refreshed and what it held then.';
comment on column sluice.rollups.schema_name is 'The schema of the view that the gateway reads, such as helpdesk.';
comment on column sluice.rollups.view_name is 'The view''s name, such as dashboard_stats.';
comment on column sluice.rollups.refreshed_at is 'The instant up to which the rollup knows the table: the start of its last refresh.';
comment on column sluice.rollups.refreshed_snapshot is 'Which transactions that refresh certainly saw.';
comment on column sluice.rollups.row_count is 'Rows of the rollup, of all tenants.';
comment on column sluice.rollups.table_rows is 'Rows of the table that the rollup counts, of all tenants, as of the refresh.';
comment on column sluice.rollups.first_bucket is 'The earliest bucket of any tenant; null when the rollup is empty.';
comment on column sluice.rollups.last_bucket is 'The latest bucket of any tenant; null when the rollup is empty.';
comment on column sluice.rollups.duration_ms is 'How long the refresh took, in milliseconds.';

-- The gateway reads it through sluice.rollup_states() alone.
grant select on sluice.rollups to sluice_maintainer;
