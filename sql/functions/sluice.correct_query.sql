create or replace function sluice.correct_query(p_text text, p_sources text[])
returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Whoever types more wants something else than a better spelling; so the work is bounded, too.
  c_longest_text constant int := 1000;
  c_most_words constant int := 32;
  c_most_corrections constant int := 4;
  c_candidates constant int := 3;
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_piece text;
  v_before text := '';
  v_word text;
  v_better text;
  v_words int := 0;
  v_corrections int := 0;
  v_result text := '';
begin
  if v_tenant is null or length(p_text) > c_longest_text then
    return null;
  end if;
  -- Phrases that are not to be found, words, and the characters between them. Which letters there are beyond ASCII depends on the
  -- database's locale, so that words are what ASCII's other characters leave.
  for v_piece in
    select m.match[1]
    from regexp_matches(p_text, '(-"[^"]*"?|[^\s!-@\[-`{-~]+|.)', 'g') with ordinality as m (match, n)
    order by m.n
  loop
    v_word := lower(v_piece);
    v_better := null;
    if v_word ~ '^[^\s!-@\[-`{-~]{3,40}$' and v_words < c_most_words and v_corrections < c_most_corrections
      -- Not to be found; or part of a number, an address or the like.
      and v_before !~ '[0-9@._/:\\-]$'
    then
      v_words := v_words + 1;
      if not sluice.is_found(v_tenant, p_sources, v_word)
        -- A word that one of the tenant's languages leaves out, such as "the", is in no document, and no mistake.
        and not exists (
          select from sluice.search_languages as l
          where l.tenant_id = v_tenant and to_tsvector(sluice.search_configuration(l.language), v_word) = '')
      then
        select s.word into v_better
        from sluice.similar_words(v_tenant, p_sources, v_word, c_candidates) as s (word)
        where sluice.is_found(v_tenant, p_sources, s.word)
        limit 1;
        if v_better is not null then
          v_corrections := v_corrections + 1;
        end if;
      end if;
    end if;
    v_result := v_result || coalesce(v_better, v_piece);
    v_before := v_piece;
  end loop;
  return case when v_corrections > 0 then v_result end;
end
$$;

comment on function sluice.correct_query(text, text[]) is
  'What somebody has typed with each word that no document of the current tenant and these kinds has replaced by the most similar word that one has; quotes, or and -not stay. Null where there is nothing better.';
revoke all on function sluice.correct_query(text, text[]) from public;
grant execute on function sluice.correct_query(text, text[]) to sluice_gateway;
