create or replace function sluice.insert_quarantined_row(p_relation text, p_record jsonb)
returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table constant regclass := sluice.referencing_table(p_relation);
  v_columns text;
  v_key text;
  v_is_there boolean;
  v_inserted int;
begin
  -- Columns that came since have their defaults; one that went since is an error.
  select string_agg(quote_ident(f.name), ', ') into v_columns
  from jsonb_object_keys(p_record) as f (name)
  where not exists (
    select from pg_attribute as a where a.attrelid = v_table and a.attname = f.name and a.attgenerated <> '');
  execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing', v_table, v_columns)
    using p_record;
  get diagnostics v_inserted = row_count;
  if v_inserted > 0 then
    return 'restored';
  end if;
  select string_agg(format('t.%1$I = r.%1$I', a.attname), ' and ') into strict v_key
  from pg_index as i
  cross join unnest(i.indkey) as n (attnum)
  join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = n.attnum
  where i.indrelid = v_table and i.indisprimary;
  execute format('select exists (select from %1$s as t, jsonb_populate_record(null::%1$s, $1) as r where %2$s and to_jsonb(t) @> $1)',
    v_table, v_key) into v_is_there using p_record;
  return case when v_is_there then 'present' else 'taken' end;
end
$$;

comment on function sluice.insert_quarantined_row(text, jsonb) is
  'Puts a row back that was set aside: restored, present (the same row is there) or taken (another one is). The owner''s own.';
revoke all on function sluice.insert_quarantined_row(text, jsonb) from public;
