set local role sluice_owner;

-- The log of what can be referred to ---------------------------------------------------------------------------------
-- Other databases refer to tenants, campaigns, leads and e-mail accounts, and verdicts about such references are kept for minutes.
-- Each row that comes or goes is logged here in the transaction that makes or deletes it, so that no verdict outlives it. That
-- transaction is part of the key: no writer ever waits for another.

create table sluice.reference_changes (
  tenant_id uuid not null,
  kind text not null,
  id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  logged_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, kind, id, xid)
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.1,
  autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.1);
-- Who follows the log looks for what is newer than a snapshot.
create index idx_reference_changes_xid on sluice.reference_changes (xid);
comment on table sluice.reference_changes is 'Rows that other databases may refer to and that have come or gone, append-only; pruned when all who follow it have seen them.';
comment on column sluice.reference_changes.tenant_id is 'The tenant whose row it is; of a tenant, itself.';
comment on column sluice.reference_changes.kind is 'The table''s qualified name, such as oltp.campaigns.';
comment on column sluice.reference_changes.id is 'The row''s id.';
comment on column sluice.reference_changes.xid is 'The transaction that made or deleted it.';
comment on column sluice.reference_changes.logged_at is 'When that was logged, before the transaction''s end.';

alter table sluice.reference_changes enable row level security;
alter table sluice.reference_changes force row level security;
create policy all_owner on sluice.reference_changes to sluice_owner using (true) with check (true);

-- A change shows when its transaction commits, which may be long after it was logged. What is pruned must have shown for a
-- while, so that those who follow the log have seen it.
create table sluice.prune_marks (
  taken_at timestamptz not null primary key,
  snapshot pg_snapshot not null
);
comment on table sluice.prune_marks is 'Which transactions had shown by when; the log is pruned of what had shown a quarter of an hour ago.';
comment on column sluice.prune_marks.taken_at is 'When the snapshot was taken.';
comment on column sluice.prune_marks.snapshot is 'The snapshot.';
