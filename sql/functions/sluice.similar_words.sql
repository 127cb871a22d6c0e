create or replace function sluice.similar_words(p_tenant uuid, p_sources text[], p_word text, p_limit int)
returns setof text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  -- Two letters that changed places, or one too many, spoil most trigrams of a short word. They count as alike as this.
  c_slip constant real := 0.6;
  c_least_similarity constant text := '0.3';
  v_schema constant name := (
    select n.nspname
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_trgm');
  v_length constant int := length(p_word);
  v_slips constant text[] := array(
    select overlay(p_word placing substr(p_word, i + 1, 1) || substr(p_word, i, 1) from i for 2) from generate_series(1, v_length - 1) as i
    union
    select overlay(p_word placing '' from i for 1) from generate_series(1, v_length) as i);
begin
  if v_schema is null then
    return;
  end if;
  perform set_config('pg_trgm.similarity_threshold', c_least_similarity, true);
  return query execute format(
    $sql$
      select a.word
      from (
        select w.word, w.documents, %1$I.similarity(w.word, $3) as similarity
        from sluice.search_words as w
        where w.tenant_id = $1 and w.word operator(%1$I.%%) $3 and w.source = any ($2)
        union all
        select w.word, w.documents, $6
        from sluice.search_words as w
        where w.tenant_id = $1 and w.source = any ($2) and w.word = any ($4)
      ) as a
      where a.word <> $3 and abs(length(a.word) - length($3)) <= 2
      group by a.word
      order by max(a.similarity) desc, sum(a.documents) desc, a.word
      limit $5
    $sql$, v_schema)
  using p_tenant, p_sources, p_word, v_slips, p_limit, c_slip;
end
$$;

comment on function sluice.similar_words(uuid, text[], text, int) is
  'The words of a tenant''s titles of these kinds that are most like this one, the best first. Their documents may be gone. The owner''s own.';
revoke all on function sluice.similar_words(uuid, text[], text, int) from public;
