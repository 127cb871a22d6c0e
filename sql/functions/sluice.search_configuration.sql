create or replace function sluice.search_configuration(p_language text)
returns regconfig
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select case split_part(p_language, '-', 1)
    when 'ar' then 'pg_catalog.arabic'
    when 'ca' then 'pg_catalog.catalan'
    when 'da' then 'pg_catalog.danish'
    when 'de' then 'pg_catalog.german'
    when 'el' then 'pg_catalog.greek'
    when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish'
    when 'eu' then 'pg_catalog.basque'
    when 'fi' then 'pg_catalog.finnish'
    when 'fr' then 'pg_catalog.french'
    when 'ga' then 'pg_catalog.irish'
    when 'hi' then 'pg_catalog.hindi'
    when 'hu' then 'pg_catalog.hungarian'
    when 'hy' then 'pg_catalog.armenian'
    when 'id' then 'pg_catalog.indonesian'
    when 'it' then 'pg_catalog.italian'
    when 'lt' then 'pg_catalog.lithuanian'
    when 'nb' then 'pg_catalog.norwegian'
    when 'ne' then 'pg_catalog.nepali'
    when 'nl' then 'pg_catalog.dutch'
    when 'nn' then 'pg_catalog.norwegian'
    when 'no' then 'pg_catalog.norwegian'
    when 'pt' then 'pg_catalog.portuguese'
    when 'ro' then 'pg_catalog.romanian'
    when 'ru' then 'pg_catalog.russian'
    when 'sr' then 'pg_catalog.serbian'
    when 'sv' then 'pg_catalog.swedish'
    when 'ta' then 'pg_catalog.tamil'
    when 'tr' then 'pg_catalog.turkish'
    when 'yi' then 'pg_catalog.yiddish'
    -- PostgreSQL has no rules for it: words as they are.
    else 'pg_catalog.simple'
  end::regconfig
$$;

comment on function sluice.search_configuration(text) is
  'The text-search configuration of a language such as en or pt-BR; ''simple'' where PostgreSQL has none. The owner''s own.';
revoke all on function sluice.search_configuration(text) from public;
