create or replace function queue.retry_after(p_family text, p_attempts int)
returns interval
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  -- Between half and all of it: jobs that failed together, as a server was down, do not come back together. The exponent is bounded
  -- before the power is taken, which would overflow.
  select least(f.last_retry_after, f.first_retry_after * power(2, least(greatest(p_attempts, 1), 21) - 1)) * (0.5 + random() / 2)
  from queue.families as f
  where f.name = p_family
$$;

comment on function queue.retry_after(text, int) is
  'How long a job waits after so many attempts: twice as long as after one fewer, up to the family''s bound, less up to half by chance. The owner''s own.';
revoke all on function queue.retry_after(text, int) from public;
