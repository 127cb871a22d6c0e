create or replace function sluice.search_time(p_since timestamptz, p_until timestamptz)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(' and ', 'true',
    'd.occurred_at >= ' || quote_literal(p_since) || '::timestamptz',
    'd.occurred_at < ' || quote_literal(p_until) || '::timestamptz')
$$;

comment on function sluice.search_time(timestamptz, timestamptz) is
  'The SQL condition on a document d that a search''s half-open range of time makes; null leaves an end open. The owner''s own.';
revoke all on function sluice.search_time(timestamptz, timestamptz) from public;
