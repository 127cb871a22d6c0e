create or replace function queue.job_time(p_id uuid)
returns timestamptz
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select timestamptz '1970-01-01 00:00:00+00'
    + ('x' || left(replace(p_id::text, '-', ''), 12))::bit(48)::bigint * interval '1 millisecond'
$$;

comment on function queue.job_time(uuid) is
  'When the job of this id was queued, and so in which partition it is. The owner''s own.';
revoke all on function queue.job_time(uuid) from public;
