create or replace function sluice.suggest(
  p_prefix text, p_sources text[], p_limit int, p_with_queries boolean, p_titled_sources text[] default null)
returns table (text text, kind text, source text, weight bigint)
language plpgsql volatile security definer rows 10
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
  -- What nobody has asked for in so long is not suggested.
  v_since constant timestamptz := now() - interval '90 days';
  v_source text;
  v_query text;
  v_queries jsonb := '[]';
  v_title text;
  v_last text;
  v_weight bigint;
  v_places int := v_limit;
  v_found jsonb := '[]';
begin
  if v_tenant is null or v_prefix = '' or v_limit < 1 then
    return;
  end if;

  foreach v_source in array coalesce(p_titled_sources, p_sources) loop
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

  if p_with_queries then
    v_queries := (
      select coalesce(jsonb_agg(jsonb_build_object('text', f.query, 'weight', f.count)), '[]')
      from (
        select n.query, count(*) as count
        from (
          select s.normalized_query as query, s.has_result and not s.is_corrected and length(s.normalized_query) <= 100 as is_good
          from sluice.searches as s
          where s.tenant_id = v_tenant and s.created_at >= v_since
          order by s.created_at desc
          limit c_newest
        ) as n
        where n.is_good and starts_with(n.query, v_prefix)
        group by n.query
        order by count(*) desc, n.query
        limit v_limit
      ) as f);
    v_last := null;
    for v_step in 1 .. v_limit loop
      if v_last is null then
        select s.normalized_query into v_last from sluice.searches as s
        where s.tenant_id = v_tenant and s.created_at >= v_since and s.normalized_query ~>=~ v_prefix
          and s.has_result and not s.is_corrected and length(s.normalized_query) <= 100
        order by s.normalized_query using ~<~ limit 1;
      else
        select s.normalized_query into v_last from sluice.searches as s
        where s.tenant_id = v_tenant and s.created_at >= v_since and s.normalized_query ~>~ v_last
          and s.has_result and not s.is_corrected and length(s.normalized_query) <= 100
        order by s.normalized_query using ~<~ limit 1;
      end if;
      exit when v_last is null or not starts_with(v_last, v_prefix);
      v_queries := v_queries || jsonb_build_object('text', v_last, 'weight', 0);
    end loop;
    -- Whoever asked it may have been allowed to search more: it is suggested where this caller would find something, too.
    for v_query, v_weight in
      select q.text, max(q.weight) from jsonb_to_recordset(v_queries) as q (text text, weight bigint)
      group by q.text order by max(q.weight) desc, q.text
    loop
      exit when v_places = 0;
      if sluice.is_found(v_tenant, p_sources, v_query) then
        v_places := v_places - 1;
        v_found := v_found || jsonb_build_object('text', v_query, 'kind', 'QUERY', 'source', null, 'weight', v_weight);
      end if;
    end loop;
  end if;

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

comment on function sluice.suggest(text, text[], int, boolean, text[]) is
  'What may be meant by the beginning of a search of the current tenant: titles of documents of these kinds (or of some of them), canned responses by their use first, and past queries that find something in documents of these kinds; each once, whatever its case. A number of index look-ups that does not grow with the documents.';
revoke all on function sluice.suggest(text, text[], int, boolean, text[]) from public;
grant execute on function sluice.suggest(text, text[], int, boolean, text[]) to sluice_gateway;
