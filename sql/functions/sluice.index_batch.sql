create or replace function sluice.index_batch(p_source text, p_relation regclass, p_after jsonb, p_rows int)
returns jsonb
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_source sluice.search_sources;
  v_key name[];
  v_columns text;
  v_after text;
  v_until text;
  v_last jsonb;
  v_rows int := p_rows;
begin
  select * into strict v_source from sluice.search_sources as s where s.name = p_source;
  -- Rows change places when they are updated, keys do not.
  select array_agg(a.attname order by k.place) into v_key
  from pg_index as i
  cross join lateral unnest(i.indkey) with ordinality as k (attnum, place)
  join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = v_source.table_name::regclass and i.indisprimary;
  v_columns := (select string_agg(format('t.%I', c.name), ', ' order by c.place) from unnest(v_key) with ordinality as c (name, place));
  v_after := sluice.key_condition(v_columns, '>', p_after);
  loop
    execute format('select jsonb_build_array(%1$s) from %2$s as t where %3$s order by %1$s offset %4$s limit 1',
      v_columns, p_relation, v_after, v_rows - 1)
    into v_last;
    v_until := sluice.key_condition(v_columns, '<=', v_last);
    begin
      -- Locked, a row keeps its text until its document is written: an older one cannot take the place of a newer one. This waits for
      -- no writer while it holds a lock, so that no deadlock can end a writer's transaction: many rows are had at once or not at
      -- all, and then fewer are tried, down to a single one, which is waited for.
      execute format(
        $sql$
          with made as (
            insert into sluice.search_documents as d
            select * from %s(%L)
            on conflict (tenant_id, source, id, occurred_at) do update set
              language = excluded.language,
              title = excluded.title,
              status = excluded.status,
              channel = excluded.channel,
              priority = excluded.priority,
              category = excluded.category,
              organisation_id = excluded.organisation_id,
              author_id = excluded.author_id,
              vector = excluded.vector,
              xid = excluded.xid
            where (d.language, d.title, d.status, d.channel, d.priority, d.category, d.organisation_id, d.author_id, d.vector)
              is distinct from (excluded.language, excluded.title, excluded.status, excluded.channel, excluded.priority, excluded.category,
                excluded.organisation_id, excluded.author_id, excluded.vector)
            returning d.tenant_id, d.language
          )
          insert into sluice.search_languages (tenant_id, language)
          select distinct m.tenant_id, m.language from made as m
          where not exists (select from sluice.search_languages as l where l.tenant_id = m.tenant_id and l.language = m.language)
          on conflict do nothing
        $sql$, v_source.rows_function,
        format('select t.* from %s as t where %s and %s for share%s', p_relation, v_after, v_until, case when v_rows > 1 then ' nowait' end));
      return v_last;
    exception when lock_not_available then
      if v_rows = 1 then
        raise;
      end if;
      v_rows := greatest(v_rows / 8, 1);
    end;
  end loop;
end
$$;

comment on function sluice.index_batch(text, regclass, jsonb, int) is
  'Makes the documents of so many rows of a source''s table, or a relation like it, that follow a primary key (null: the first ones), where they are not as they should be. Returns the key to go on after; null when there are no more. The owner''s own.';
revoke all on function sluice.index_batch(text, regclass, jsonb, int) from public;
