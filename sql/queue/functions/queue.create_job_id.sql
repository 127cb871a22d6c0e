create or replace function queue.create_job_id(p_created_at timestamptz)
returns uuid
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  -- UUID version 7 (RFC 9562): 48 bits of milliseconds, the version, and chance. Bits 52 and 53 turn version 4 into 7.
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from p_created_at) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

comment on function queue.create_job_id(timestamptz) is
  'A new id for a job that is queued at that time, in whole milliseconds. The owner''s own.';
revoke all on function queue.create_job_id(timestamptz) from public;
