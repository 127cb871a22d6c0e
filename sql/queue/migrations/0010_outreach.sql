create schema if not exists queue authorization sluice_owner;

set local role sluice_owner;

comment on schema queue is 'What is to be done: jobs, and what became of them.';
grant usage on schema queue to sluice_gateway, sluice_maintainer;

-- Families ----------------------------------------------------------------------------------------------------------
-- Jobs of one kind of work, which have workers and partitions of their own: a flood of figures delays no message. It says nothing of
-- any tenant.

create table queue.families (
  name text not null primary key,
  ageing interval not null default interval '1 minute',
  lease interval not null default interval '1 minute',
  max_attempts int not null default 5,
  first_retry_after interval not null default interval '10 seconds',
  last_retry_after interval not null default interval '1 hour',
  constraint families_name_shape check (name ~ '^[a-z][a-z_]{0,29}$'),
  constraint families_ageing_range check (ageing between interval '1 second' and interval '1 hour'),
  constraint families_lease_range check (lease between interval '1 second' and interval '1 day'),
  constraint families_max_attempts_range check (max_attempts between 1 and 100),
  constraint families_retry_range check (
    first_retry_after > interval '0' and first_retry_after <= last_retry_after and last_retry_after <= interval '7 days')
);
comment on table queue.families is 'One row per kind of work, with the rules for its jobs.';
comment on column queue.families.name is 'The family''s name; its partitions end in it.';
comment on column queue.families.ageing is 'How long a job waits until it counts as much as a new one whose priority is higher by one.';
comment on column queue.families.lease is 'For how long a job is its worker''s own, from the claim or the last heartbeat on.';
comment on column queue.families.max_attempts is 'How often a job is tried unless it says otherwise.';
comment on column queue.families.first_retry_after is 'How long a job waits after its first failure; it doubles with each further one.';
comment on column queue.families.last_retry_after is 'How long a job waits after a failure at most.';
comment on constraint families_name_shape on queue.families is 'A family''s name is up to 30 lower-case letters and underscores.';
comment on constraint families_ageing_range on queue.families is 'Ageing takes one second to one hour.';
comment on constraint families_lease_range on queue.families is 'A lease lasts one second to one day.';
comment on constraint families_max_attempts_range on queue.families is 'A job is tried 1 to 100 times.';
comment on constraint families_retry_range on queue.families is 'Jobs wait after a failure, at most seven days, and not less after a later one.';

alter table queue.families enable row level security;
alter table queue.families force row level security;

create policy maintain_families on queue.families for select to sluice_maintainer using (true);
create policy all_owner on queue.families to sluice_owner using (true) with check (true);

grant select on queue.families to sluice_maintainer;
-- The gateway has no need of it, and queue.define_family alone writes it: a family needs its partitions.

insert into queue.families (name)
values ('sending'), ('receiving'), ('figures'), ('upkeep');

-- Jobs --------------------------------------------------------------------------------------------------------------
-- Partitioned by month, and each month by family. One index orders the claims: by `rank_at`, which is fixed when a job is queued and
-- so needs no upkeep while it waits. A job of a higher priority overtakes those that were due up to `priority × ageing` earlier, and none
-- that has waited longer: nothing starves. Priorities end at 9, so that it is never more than nine times the ageing.
-- No foreign key guards the family: every job that is queued would lock one of a handful of rows. queue.enqueue refuses unknown ones,
-- and families are never removed.

create table queue.jobs (
  tenant_id uuid not null,
  id uuid not null,
  created_at timestamptz not null,
  queue_family text not null,
  name text not null,
  payload jsonb not null,
  priority smallint not null,
  status text not null default 'ready',
  run_at timestamptz not null,
  rank_at timestamptz not null,
  attempts int not null default 0,
  max_attempts int not null,
  claim uuid,
  worker text,
  claimed_at timestamptz,
  lease_until timestamptz,
  finished_at timestamptz,
  last_error text,
  primary key (tenant_id, created_at, id, queue_family),
  constraint jobs_name_not_blank check (btrim(name) <> ''),
  constraint jobs_payload_is_object check (jsonb_typeof(payload) = 'object'),
  constraint jobs_priority_range check (priority between 0 and 9),
  constraint jobs_status_known check (status in ('ready', 'running', 'succeeded', 'dead')),
  constraint jobs_run_at_finite check (isfinite(run_at)),
  constraint jobs_rank_before_run check (rank_at <= run_at),
  constraint jobs_attempts_range check (attempts between 0 and max_attempts),
  constraint jobs_max_attempts_range check (max_attempts between 1 and 100),
  constraint jobs_running_is_claimed check (
    status <> 'running' or (claim is not null and claimed_at is not null and lease_until is not null)),
  constraint jobs_finished_agrees check ((finished_at is not null) = (status in ('succeeded', 'dead')))
) partition by range (created_at);
comment on table queue.jobs is 'One row per job, from when it is queued until its month is dropped.';
comment on column queue.jobs.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column queue.jobs.id is 'The job''s id; its first 48 bits are created_at in milliseconds.';
comment on column queue.jobs.created_at is 'When it was queued, in whole milliseconds.';
comment on column queue.jobs.queue_family is 'What kind of work it is: queue.families.';
comment on column queue.jobs.name is 'What is to be done, as its worker calls it.';
comment on column queue.jobs.payload is 'What it is to be done with; it may hold personal data.';
comment on column queue.jobs.priority is 'How urgent it is: from 0 to 9, which is the most urgent.';
comment on column queue.jobs.status is 'Where it stands: ready (to be claimed from run_at on), running, succeeded, or dead (given up).';
comment on column queue.jobs.run_at is 'When it is due: as it was queued, or after its last failure.';
comment on column queue.jobs.rank_at is 'Its place among the jobs that are due, earliest first: run_at less priority times the family''s ageing.';
comment on column queue.jobs.attempts is 'How often it has been claimed.';
comment on column queue.jobs.max_attempts is 'How often it may be claimed before it is given up.';
comment on column queue.jobs.claim is 'The secret of its last claim, which alone may report on it; null before the first.';
comment on column queue.jobs.worker is 'Who claimed it last; null before the first claim.';
comment on column queue.jobs.claimed_at is 'When it was last claimed; null before the first claim.';
comment on column queue.jobs.lease_until is 'While it runs: until when it is its worker''s own unless a heartbeat comes.';
comment on column queue.jobs.finished_at is 'When it succeeded or was given up; null until then.';
comment on column queue.jobs.last_error is 'What its last failure said; null where it never failed.';
comment on constraint jobs_name_not_blank on queue.jobs is 'A job has a name.';
comment on constraint jobs_payload_is_object on queue.jobs is 'A payload is a JSON object.';
comment on constraint jobs_priority_range on queue.jobs is 'A priority is a number from 0 to 9.';
comment on constraint jobs_status_known on queue.jobs is 'A job is ready, running, succeeded or dead.';
comment on constraint jobs_run_at_finite on queue.jobs is 'A job is due at some time.';
comment on constraint jobs_rank_before_run on queue.jobs is 'Priority brings a job forward, never back.';
comment on constraint jobs_attempts_range on queue.jobs is 'A job is not tried more often than it may be.';
comment on constraint jobs_max_attempts_range on queue.jobs is 'A job is tried 1 to 100 times.';
comment on constraint jobs_running_is_claimed on queue.jobs is 'A job that runs has been claimed, for a time.';
comment on constraint jobs_finished_agrees on queue.jobs is 'A job has finished where it succeeded or was given up.';

create index idx_jobs_claim on queue.jobs (tenant_id, queue_family, rank_at, id) where status = 'ready';
create index idx_jobs_waiting_tenants on queue.jobs (queue_family, rank_at, tenant_id) where status = 'ready';
create index idx_jobs_stuck on queue.jobs (lease_until) where status = 'running';
create index idx_jobs_dead on queue.jobs (tenant_id, queue_family, finished_at) where status = 'dead';

alter table queue.jobs enable row level security;
alter table queue.jobs force row level security;

create policy read_tenant on queue.jobs for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy maintain_tenant on queue.jobs for select to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on queue.jobs to sluice_owner using (true) with check (true);

-- Neither payload nor error, which may hold personal data, nor the secret of a claim.
grant select (tenant_id, id, created_at, queue_family, name, priority, status, run_at, rank_at, attempts, max_attempts, worker,
  claimed_at, lease_until, finished_at) on queue.jobs to sluice_gateway;
grant select on queue.jobs to sluice_maintainer;
-- Nobody writes it but through the functions of this schema.

create table queue.jobs_default partition of queue.jobs default;
comment on table queue.jobs_default is 'jobs: rows of months that have no partition yet.';
alter table queue.jobs_default enable row level security;
alter table queue.jobs_default force row level security;
create policy all_owner on queue.jobs_default to sluice_owner using (true) with check (true);

-- Keys --------------------------------------------------------------------------------------------------------------
-- What makes a job one however often it is queued. The jobs cannot say so themselves: no unique key spans partitions.

create table queue.job_keys (
  tenant_id uuid not null,
  queue_family text not null,
  key text not null,
  job_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, queue_family, key),
  constraint job_keys_key_not_blank check (btrim(key) <> ''),
  constraint job_keys_key_length check (length(key) <= 200)
);
comment on table queue.job_keys is 'One row per job that was queued under a key.';
comment on column queue.job_keys.tenant_id is 'The tenant that the row belongs to: oltp.tenants, in another database.';
comment on column queue.job_keys.queue_family is 'The job''s family.';
comment on column queue.job_keys.key is 'What whoever queued the job calls it: within a family the same key is one job.';
comment on column queue.job_keys.job_id is 'The job.';
comment on column queue.job_keys.created_at is 'When the job was queued; the key is forgotten when that month is dropped.';
comment on constraint job_keys_key_not_blank on queue.job_keys is 'A key says something.';
comment on constraint job_keys_key_length on queue.job_keys is 'A key has at most 200 characters.';

create index idx_job_keys_retention on queue.job_keys (created_at);

alter table queue.job_keys enable row level security;
alter table queue.job_keys force row level security;

create policy maintain_tenant on queue.job_keys for select to sluice_maintainer
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on queue.job_keys to sluice_owner using (true) with check (true);

grant select on queue.job_keys to sluice_maintainer;
-- Nothing for the gateway, which writes through queue.enqueue alone.
