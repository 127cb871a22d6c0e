create or replace function sluice.document_vector(
  p_tenant uuid, p_language text, p_a text, p_b text, p_c text, p_d text, p_names text)
returns tsvector
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
-- A word of more than 2,047 bytes is left out, and whoever writes the record need not be told.
set client_min_messages = warning
as $$
declare
  -- A tsvector has a megabyte at most, and writing a record must not fail for what it says.
  c_title_length constant int := 10000;
  c_body_length constant int := 100000;
  -- They have a meaning in the text form of a tsvector.
  c_quotes constant text := '''\';
  v_configuration constant regconfig := sluice.search_configuration(p_language);
  -- No word begins with a bar. It says the language, and stands between fields, so that no phrase reaches from one into the next.
  v_bar constant tsvector := ('''|' || p_language || ''':1')::tsvector;
  v_vector tsvector := v_bar;
begin
  if p_names <> '' then
    -- A name is found by its words as they are, too, whatever the language makes of them.
    v_vector := v_vector || setweight(to_tsvector('simple', translate(left(p_names, c_title_length), c_quotes, '  ')), 'A') || v_bar
      || setweight(to_tsvector(v_configuration, translate(left(p_names, c_title_length), c_quotes, '  ')), 'A') || v_bar;
  end if;
  if p_a <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, translate(left(p_a, c_title_length), c_quotes, '  ')), 'A') || v_bar;
  end if;
  if p_b <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, translate(left(p_b, c_body_length), c_quotes, '  ')), 'B') || v_bar;
  end if;
  if p_c <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, translate(left(p_c, c_title_length), c_quotes, '  ')), 'C') || v_bar;
  end if;
  if p_d <> '' then
    v_vector := v_vector || setweight(to_tsvector(v_configuration, translate(left(p_d, c_title_length), c_quotes, '  ')), 'D') || v_bar;
  end if;
  -- Words hold neither quotes nor blanks, so that a quote behind a blank begins one.
  return replace(' ' || v_vector::text, ' ''', ' ''' || sluice.search_key(p_tenant))::tsvector;
end
$$;

comment on function sluice.document_vector(uuid, text, text, text, text, text, text) is
  'The words of a document: texts of the weights A to D reduced to stems in its language, and names (weight A) also as they are, each word behind the tenant''s key. The owner''s own.';
revoke all on function sluice.document_vector(uuid, text, text, text, text, text, text) from public;
