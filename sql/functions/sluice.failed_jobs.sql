create or replace function sluice.failed_jobs()
returns table (id uuid, queue text, rollup text, error text, error_code text, failed_at timestamptz, retries int)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The job queues are made after the functions: plpgsql looks for them when it is called.
  return query
    select j.id, j.data ->> 'queue', j.data ->> 'rollup',
      -- A job whose worker was never heard of again has an output of pg-boss's own.
      case
        when j.output ? 'message' then j.output ->> 'message'
        else 'Its worker ended, or lost the database, each time in the middle of it.'
      end,
      j.output ->> 'code', j.created_on, j.retry_limit
    from sluice_jobs.job as j
    where j.name = 'dead_letter' and j.state < 'active'
    order by j.created_on desc, j.id;
end
$$;

comment on function sluice.failed_jobs() is
  'The jobs of sluice worker that failed for the last time, newest first, and why. Names and errors, no tenant''s data.';
revoke all on function sluice.failed_jobs() from public;
grant execute on function sluice.failed_jobs() to sluice_gateway, sluice_maintainer;
