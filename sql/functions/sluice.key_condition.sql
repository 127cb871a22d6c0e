create or replace function sluice.key_condition(p_columns text, p_operator text, p_key jsonb)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select '(' || p_columns || ') ' || p_operator || ' (' || string_agg(quote_literal(k.value), ', ' order by k.place) || ')'
      from jsonb_array_elements_text(p_key) with ordinality as k (value, place)
    ),
    'true')
$$;

comment on function sluice.key_condition(text, text, jsonb) is
  'A comparison of columns with the values of a key, in SQL; true where there is no key. The owner''s own.';
revoke all on function sluice.key_condition(text, text, jsonb) from public;
