import type pg from 'pg';

/** Functions that a search consists of, but for the one that makes keys: the copy has none. */
const FUNCTIONS = /^(search|search_[a-z_]+|parse_search|estimate_documents)$/;

/**
 * Makes the same search without isolation, in a schema of its own: a copy of the documents whose words have no tenant's key, with the same
 * indexes and no policy, and copies of the functions that read it. The tenant is a filter as any other. Kept while the documents are as
 * many.
 */
export async function createPlainSearch(superuser: pg.Client): Promise<void> {
  const { rows } = await superuser.query<{ is_kept: boolean }>(
    `select to_regclass('bench_plain.search_documents') is not null as is_kept`,
  );
  if (!rows[0]!.is_kept || !(await isCurrent(superuser))) await copyDocuments(superuser);
  await copyFunctions(superuser);
}

async function isCurrent(superuser: pg.Client): Promise<boolean> {
  const { rows } = await superuser.query<{ is_current: boolean }>(
    `select (select count(*) from bench_plain.search_documents) = (select count(*) from sluice.search_documents)
       and (select max(occurred_at) from bench_plain.search_documents) = (select max(occurred_at) from sluice.search_documents) as is_current`,
  );
  return rows[0]!.is_current;
}

async function copyDocuments(superuser: pg.Client): Promise<void> {
  await superuser.query(`
    drop schema if exists bench_plain cascade;
    create schema bench_plain;
    grant usage on schema bench_plain to sluice_gateway;
    create table bench_plain.search_documents as
      select tenant_id, source, id, occurred_at, language, title, status, channel, priority, category, organisation_id, author_id,
        replace(vector::text, '''' || sluice.search_key(tenant_id), '''')::tsvector as vector, xid
      from sluice.search_documents;
    alter table bench_plain.search_documents alter column vector set statistics 300;
    grant select on bench_plain.search_documents to sluice_gateway`);
  const { rows } = await superuser.query<{ definition: string }>(
    `select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'sluice.search_documents'::regclass`,
  );
  for (const { definition } of rows) {
    await superuser.query(definition.replaceAll('sluice.search_documents', 'bench_plain.search_documents'));
  }
  await superuser.query('vacuum analyze bench_plain.search_documents');
}

async function copyFunctions(superuser: pg.Client): Promise<void> {
  const { rows } = await superuser.query<{ name: string; definition: string }>(
    `select proname as name, pg_get_functiondef(oid) as definition from pg_proc
      where pronamespace = 'sluice'::regnamespace and proname <> 'search_key' and prokind = 'f'
        and prorettype <> 'trigger'::regtype order by oid`,
  );
  const copied = rows.filter(({ name }) => FUNCTIONS.test(name));
  const names = [...copied.map(({ name }) => name), 'search_key', 'search_documents'].join('|');
  const plain = (definition: string): string =>
    definition.replace(new RegExp(`\\bsluice\\.(${names})\\b`, 'g'), 'bench_plain.$1');
  await superuser.query(`
    create or replace function bench_plain.search_key(p_tenant uuid) returns text language sql stable parallel safe
      set search_path = pg_catalog, pg_temp as $$ select '' $$`);
  for (const { definition } of copied) {
    await superuser.query(plain(definition));
  }
}
