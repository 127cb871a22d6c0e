create or replace function queue.create_family_partition(p_month regclass, p_family text)
returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_month name := (select c.relname from pg_class as c where c.oid = p_month);
  -- The month's name and the family's are letters, digits and underscores.
  v_name text := format('queue.%I', v_month || '_' || p_family);
begin
  if to_regclass(v_name) is not null then
    return null;
  end if;
  -- Every job is updated twice at least. Room in its page and an early vacuum keep the claims' index as small as the queue is.
  execute format('create table %s partition of %s for values in (%L)'
    ' with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)', v_name, p_month, p_family);
  execute format('comment on table %s is %L', v_name, format('%s: jobs of the family %s.', v_month, p_family));
  perform sluice.isolate_partition(v_name::regclass);
  return v_name;
end
$$;

comment on function queue.create_family_partition(regclass, text) is
  'Makes a family''s partition of a month. Returns its name; null where it is there. The owner''s own.';
revoke all on function queue.create_family_partition(regclass, text) from public;
