create or replace function sluice.suggest(p_prefix text, p_sources text[], p_limit int, p_with_queries boolean)
returns table (text text, kind text, source text, weight bigint)
language plpgsql stable security definer rows 10
set search_path = pg_catalog, pg_temp
-- Each look-up is a step through an index in its order: whatever the statistics say, nothing is to be read and sorted.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
#variable_conflict use_column
declare
  c_most constant int := 50;
  -- What is frequent among the newest documents is what people ask for.
  c_newest constant int := 100;
  c_canned constant text := 'helpdesk.canned_responses';
  c_most_canned constant int := 200;
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_prefix constant text := lower(p_prefix);
  v_limit constant int := least(p_limit, c_most);
  v_source text;
  v_title text;
  v_last text;
  v_found jsonb := '[]';
begin
  if v_tenant is null or v_prefix = '' or v_limit < 1 then
    return;
  end if;

  foreach v_source in array p_sources loop
    if v_source = c_canned then
      -- How often a response was used is in its row.
      v_found := v_found || (
        select coalesce(jsonb_agg(jsonb_build_object('text', f.title, 'kind', 'TITLE', 'source', c_canned, 'weight', f.usage_count)), '[]')
        from (
          select d.title, r.usage_count
          from (
            select d.id, d.title
            from sluice.search_documents as d
            where d.tenant_id = v_tenant and d.source = v_source
              and lower(d.title) ~>=~ v_prefix and lower(d.title) ~<~ (v_prefix || chr(1114111))
            order by lower(d.title) using ~<~
            limit c_most_canned
          ) as d
          join helpdesk.canned_responses as r on r.tenant_id = v_tenant and r.id = d.id
          order by r.usage_count desc, d.title
          limit v_limit
        ) as f);
      continue;
    end if;

    v_found := v_found || (
      select coalesce(jsonb_agg(jsonb_build_object('text', f.title, 'kind', 'TITLE', 'source', v_source, 'weight', f.count)), '[]')
      from (
        select max(n.title) as title, count(*) as count
        from (
          select d.title
          from sluice.search_documents as d
          where d.tenant_id = v_tenant and d.source = v_source
          order by d.occurred_at desc, d.id desc
          limit c_newest
        ) as n
        where starts_with(lower(n.title), v_prefix)
        group by lower(n.title)
        order by count(*) desc, 1
        limit v_limit
      ) as f);

    -- From title to title, past all documents that share one.
    v_last := null;
    for v_step in 1 .. v_limit loop
      if v_last is null then
        select d.title into v_title from sluice.search_documents as d
        where d.tenant_id = v_tenant and d.source = v_source and lower(d.title) ~>=~ v_prefix
        order by lower(d.title) using ~<~ limit 1;
      else
        select d.title into v_title from sluice.search_documents as d
        where d.tenant_id = v_tenant and d.source = v_source and lower(d.title) ~>~ v_last
        order by lower(d.title) using ~<~ limit 1;
      end if;
      v_last := lower(v_title);
      exit when v_last is null or not starts_with(v_last, v_prefix);
      v_found := v_found || jsonb_build_object('text', v_title, 'kind', 'TITLE', 'source', v_source, 'weight', 0);
    end loop;
  end loop;

  return query
    select c.text, c.kind, c.source, c.weight
    from (
      select r.*
      from (
        select o.*, row_number() over (partition by o.kind, o.is_canned order by o.weight desc, o.text) as place
        from (
          select distinct on (lower(f.text)) f.text, f.kind, f.source, f.weight, f.source is not distinct from c_canned as is_canned
          from jsonb_to_recordset(v_found) as f (text text, kind text, source text, weight bigint)
          order by lower(f.text), is_canned desc, f.kind desc, f.weight desc, f.source
        ) as o
      ) as r
      -- Each kind has its share before one of them fills the rest.
      order by r.place > (v_limit + 2) / 3, r.is_canned desc, r.kind, r.place
      limit v_limit
    ) as c
    order by c.is_canned desc, c.kind, c.place;
end
$$;

comment on function sluice.suggest(text, text[], int, boolean) is
  'What may be meant by the beginning of a search of the current tenant: titles of documents of these kinds, canned responses by their use first, and past queries; each once, whatever its case. A number of index look-ups that does not grow with the documents.';
revoke all on function sluice.suggest(text, text[], int, boolean) from public;
grant execute on function sluice.suggest(text, text[], int, boolean) to sluice_gateway;
