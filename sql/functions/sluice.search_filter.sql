create or replace function sluice.search_filter(p_filters jsonb)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_filter record;
  v_values text;
  v_condition text := 'true';
begin
  for v_filter in
    select f.key, array(select jsonb_array_elements_text(f.value)) as accepted
    from jsonb_each(coalesce(p_filters, '{}')) as f
    order by f.key
  loop
    if v_filter.key in ('status', 'channel', 'priority', 'category') then
      v_condition := v_condition || format(' and d.%I = any(%L::text[])', v_filter.key, v_filter.accepted);
    elsif v_filter.key in ('organisation_id', 'author_id') then
      v_condition := v_condition || format(' and d.%I = any(%L::uuid[])', v_filter.key, v_filter.accepted);
    else
      raise exception 'A search cannot be filtered by %.', v_filter.key using errcode = 'invalid_parameter_value';
    end if;
  end loop;
  return v_condition;
end
$$;

comment on function sluice.search_filter(jsonb) is
  'The SQL condition on a document d that a search''s filters make: {"status": ["open"], …}. The owner''s own.';
revoke all on function sluice.search_filter(jsonb) from public;
