create or replace function sluice.index_tenant_rows(p_tenant uuid, p_after jsonb, p_rows int default 1000, p_source text default null)
returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_source sluice.search_sources;
  v_after jsonb := p_after -> 'key';
  v_last jsonb;
begin
  select * into v_source
  from sluice.search_sources as s
  where (p_source is null or s.name = p_source)
    and case when v_after is null then s.name > coalesce(p_after ->> 'source', '') else s.name = p_after ->> 'source' end
  order by s.name
  limit 1;
  if not found then
    return null;
  end if;
  if v_after is null then
    -- Primary keys begin with the tenant: its first row follows the least key that it could have.
    select jsonb_agg(
      case
        when a.attname = 'tenant_id' then to_jsonb(p_tenant)
        when a.atttypid = 'uuid'::regtype then to_jsonb('00000000-0000-0000-0000-000000000000'::text)
        else to_jsonb('-infinity'::text)
      end order by k.place)
    into v_after
    from pg_index as i
    cross join lateral unnest(i.indkey) with ordinality as k (attnum, place)
    join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = v_source.table_name::regclass and i.indisprimary;
  end if;
  v_last := sluice.index_batch(v_source.name, v_source.table_name::regclass, v_after, p_rows);
  if v_last ->> 0 = p_tenant::text then
    return jsonb_build_object('source', v_source.name, 'key', v_last);
  end if;
  -- Answers with a text filter are kept by the version of the data, which has not changed.
  insert into sluice.changes (dataset, tenant_id, bucket)
  select d.name, p_tenant, date_trunc('day', greatest(now(), d.archived_until), 'UTC')
  from sluice.datasets as d
  where d.name = v_source.table_name
  on conflict do nothing;
  return jsonb_build_object('source', v_source.name);
end
$$;

comment on function sluice.index_tenant_rows(uuid, jsonb, int, text) is
  'Makes the documents of so many of a tenant''s rows, of one source or of all (null), that follow a place among them (null: the first ones), where they are not as they should be, in this transaction, which should end then. Returns the place to go on after; null when there are no more. When a source is done, kept answers about it do not count any more.';
revoke all on function sluice.index_tenant_rows(uuid, jsonb, int, text) from public;
grant execute on function sluice.index_tenant_rows(uuid, jsonb, int, text) to sluice_maintainer;
