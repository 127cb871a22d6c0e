set local role sluice_owner;

-- Depths ------------------------------------------------------------------------------------------------------------
-- How many jobs wait is looked at once a minute, however many workers look. It says nothing of any tenant.

create table queue.depth_samples (
  sampled_at timestamptz not null primary key
);
comment on table queue.depth_samples is 'One row per minute of late in which the depths of the queues were looked at.';
comment on column queue.depth_samples.sampled_at is 'The minute''s beginning.';

alter table queue.depth_samples enable row level security;
alter table queue.depth_samples force row level security;

create policy all_owner on queue.depth_samples to sluice_owner using (true) with check (true);
-- Nothing for the gateway or the maintainer: queue.sample_depths alone reads and writes it.
