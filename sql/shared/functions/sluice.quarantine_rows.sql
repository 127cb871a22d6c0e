create or replace function sluice.quarantine_rows(p_relation text, p_keys jsonb, p_missing jsonb, p_is_kept boolean)
returns setof uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
set bytea_output = 'hex'
set timezone = 'UTC'
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_table constant regclass := sluice.referencing_table(p_relation);
  v_key record;
  v_misses record;
  v_parent record;
  v_needs text;
  v_copies text[] := '{}';
  v_copy text;
  v_ids uuid[];
begin
  if v_tenant is null then
    raise exception 'Rows are set aside inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  perform sluice.lock_quarantine(v_tenant);

  select
    string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ') as definition,
    string_agg(format('t.%1$I = k.%1$I', a.attname), ' and ') as condition
  into strict v_key
  from pg_index as i
  cross join unnest(i.indkey) as n (attnum)
  join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = n.attnum
  where i.indrelid = v_table and i.indisprimary;

  -- The row as it is now decides, not as it was when somebody looked.
  select
    string_agg(format('t.%1$I = any (array(select jsonb_array_elements_text($3 -> %1$L))::uuid[])', m.name), ' or ') as condition,
    string_agg(format(
      'case when t.%1$I = any (array(select jsonb_array_elements_text($3 -> %1$L))::uuid[]) then jsonb_build_object(%1$L, t.%1$I) else ''{}'' end',
      m.name), ' || ') as missing
  into strict v_misses
  from jsonb_object_keys(p_missing) as m (name)
  join pg_attribute as a on a.attrelid = v_table and a.attname = m.name and a.atttypid = 'uuid'::regtype;
  if v_misses.condition is null then
    return;
  end if;

  if not p_is_kept then
    return query execute format(
      'delete from %s as t using jsonb_to_recordset($1) as k (%s) where t.tenant_id = $2 and %s and (%s) returning gen_random_uuid()',
      v_table, v_key.definition, v_key.condition, v_misses.condition)
      using p_keys, v_tenant, p_missing;
    return;
  end if;

  v_needs := 'array[]::uuid[]';
  for v_parent in
    select
      f.confrelid::regclass as oid,
      string_agg(format('t.%I', c.attname), ', ' order by k.position) as child_key,
      string_agg(format('p.%I', p.attname), ', ' order by k.position) as parent_key
    from pg_constraint as f
    join pg_class as r on r.oid = f.confrelid and r.relnamespace = (select o.relnamespace from pg_class as o where o.oid = v_table)
    cross join unnest(f.conkey, f.confkey) with ordinality as k (child, parent, position)
    join pg_attribute as c on c.attrelid = f.conrelid and c.attnum = k.child
    join pg_attribute as p on p.attrelid = f.confrelid and p.attnum = k.parent
    where f.conrelid = v_table and f.contype = 'f'
    group by f.oid, f.confrelid
  loop
    v_needs := v_needs || format(' || md5(%L || jsonb_build_array(%s)::text)::uuid', v_parent.oid, v_parent.child_key);
    -- It cannot go before this transaction ends: the rows that are deleted here still guard it.
    v_copies := v_copies || format(
      'insert into sluice.quarantined_rows (tenant_id, id, relation, record)
       select p.tenant_id, md5(%1$L || jsonb_build_array(%2$s)::text)::uuid, %1$L, to_jsonb(p)
       from %1$s as p
       join (
         select distinct %3$s from sluice.quarantined_rows as q, jsonb_populate_record(null::%4$s, q.record) as t
         where q.tenant_id = $1 and q.id = any ($2)
       ) as needed (%5$s) on (%2$s) = (%6$s)
       on conflict do nothing',
      v_parent.oid, v_parent.parent_key, v_parent.child_key, v_table,
      replace(v_parent.parent_key, 'p.', ''), replace(v_parent.parent_key, 'p.', 'needed.'));
  end loop;

  execute format(
    'with gone as (
       delete from %1$s as t using jsonb_to_recordset($1) as k (%2$s) where t.tenant_id = $2 and %3$s and (%4$s)
       returning to_jsonb(t) as record, %5$s as missing, %6$s as needs
     ),
     kept as (
       insert into sluice.quarantined_rows (tenant_id, relation, record, missing, needs)
       select $2, %7$L, g.record, g.missing, g.needs from gone as g
       returning id
     )
     select coalesce(array_agg(k.id), ''{}'') from kept as k',
    v_table, v_key.definition, v_key.condition, v_misses.condition, v_misses.missing, v_needs, p_relation)
    into v_ids using p_keys, v_tenant, p_missing;
  foreach v_copy in array v_copies loop
    execute v_copy using v_tenant, v_ids;
  end loop;
  return query select unnest(v_ids);
exception
  -- Somebody refers to such a row by a foreign key, again or still.
  when foreign_key_violation then return;
end
$$;

comment on function sluice.quarantine_rows(text, jsonb, jsonb, boolean) is
  'Sets rows of the current tenant aside, or deletes them: those of these keys that still have one of these ids in one of these columns. Returns the ids of their stays, one for each row.';
revoke all on function sluice.quarantine_rows(text, jsonb, jsonb, boolean) from public;
grant execute on function sluice.quarantine_rows(text, jsonb, jsonb, boolean) to sluice_maintainer;
