import type { TestDatabase, TestRow } from '../../setup/test-database.js';
import type { FacetCount, SearchArguments, SearchHit } from './search-page.js';

/** What a search has to find, without bound. */
export interface BruteForceAnswer {
  /** How many records of these sources are called exactly as the query, whether they match or not. */
  readonly calledSo: number;
  /** All matches in their order. */
  readonly matches: readonly BruteForceMatch[];
}

export interface BruteForceMatch extends Pick<SearchHit, 'source' | 'id' | 'at' | 'rank' | 'language'> {
  readonly status: string | null;
  readonly channel: string | null;
  readonly month: string;
  /** Whether it is called exactly as the query. */
  readonly isTitled: boolean;
}

/** In plain text what the searches of a table are: no key before words, no index, no document. */
interface PlainSource {
  readonly table: string;
  readonly columns: string;
  readonly language: string;
  /** Texts by weight; what is called `names` is weight A, as it stands and in the language. */
  readonly texts: Readonly<Partial<Record<'names' | 'A' | 'B' | 'C' | 'D', string>>>;
}

const NOTHING = 'null::text as status, null::text as channel, null::text as priority, null::text as category';
const PARTED = (column: string): string =>
  `${column} || ' ' || regexp_replace(${column}, '[^[:alnum:]]', ' ', 'g')`;

const PLAIN_SOURCES: Readonly<Record<string, PlainSource>> = {
  'helpdesk.tickets': {
    table: 'helpdesk.tickets',
    columns:
      'subject as title, status, channel, priority, category, organisation_id, customer_id as author_id',
    language: 't.language',
    texts: { names: 'external_id', A: 'subject', B: 'description', C: 'category' },
  },
  'helpdesk.comments': {
    table: 'helpdesk.comments',
    columns: `body as title, ${NOTHING}, null::uuid as organisation_id, author_id`,
    language: 't.language',
    texts: { B: 'body' },
  },
  'helpdesk.canned_responses': {
    table: 'helpdesk.canned_responses',
    columns:
      'title, null::text as status, null::text as channel, null::text as priority, category, null::uuid as organisation_id, null::uuid as author_id',
    language: 't.language',
    texts: { A: 'title', B: 'body', C: 'category' },
  },
  'helpdesk.users': {
    table: 'helpdesk.users',
    columns: `name as title, ${NOTHING}, organisation_id, null::uuid as author_id`,
    language: 'null::text',
    texts: { names: 'name' },
  },
  'helpdesk.users:pii': {
    table: 'helpdesk.users',
    columns: `name as title, ${NOTHING}, organisation_id, null::uuid as author_id`,
    language: 'null::text',
    texts: { names: `concat_ws(' ', name, ${PARTED('email')})` },
  },
  'helpdesk.organisations': {
    table: 'helpdesk.organisations',
    columns: `name as title, ${NOTHING}, id as organisation_id, null::uuid as author_id`,
    language: 'null::text',
    texts: { names: `concat_ws(' ', name, external_id)` },
  },
  'helpdesk.attachments': {
    table: 'helpdesk.attachments',
    columns: `file_name as title, ${NOTHING}, null::uuid as organisation_id, null::uuid as author_id`,
    language: 'null::text',
    texts: { names: PARTED('file_name'), D: PARTED('content_type') },
  },
};

/** PostgreSQL's configurations of the languages that the tests use. */
const configurationOf = (language: string): string =>
  `case split_part(${language}, '-', 1) when 'en' then 'english' when 'de' then 'german' when 'pt' then 'portuguese' else 'simple' end::regconfig`;

/**
 * Searches the tables themselves, row by row, with plain `to_tsvector` and `websearch_to_tsquery`, as the owner.
 * @param languages those that the tenant has, or has had, texts in
 */
export async function searchByBruteForce(
  database: TestDatabase,
  tenantId: string,
  languages: readonly string[],
  asked: SearchArguments & { readonly sources: readonly string[] },
): Promise<BruteForceAnswer> {
  const rows = await database.asOwner(
    `with queries as (
       select language, ${QUERY} as query
       from unnest($2::text[]) as language
       where $3::text is null or language = $3 or split_part(language, '-', 1) = $3),
     asked as (
       select language, query from queries where numnode(query) > 0),
     documents as (${asked.sources.map(documentsOf).join(' union all ')})
     select d.source, d.id::text, d.at::text, d.language, d.status, d.channel,
       to_char(d.at at time zone $6, 'YYYY-MM') as month,
       lower(left(d.title, 200)) = lower(btrim($4)) as "isTitled",
       (ts_rank(d.vector, (select ${anyOf(POSITIVE)} from asked)) + (lower(left(d.title, 200)) = lower(btrim($4)))::int)::real::text as rank
     from documents as d
     join asked as q on q.language = d.language
     where d.vector @@ q.query
       and ($7::timestamptz is null or d.at >= $7) and ($8::timestamptz is null or d.at < $8)
       and ${FILTERS}
     order by (ts_rank(d.vector, (select ${anyOf(POSITIVE)} from asked)) + (lower(left(d.title, 200)) = lower(btrim($4)))::int)::real desc,
       d.at desc, d.source collate "C", d.id`,
    [
      tenantId,
      languages,
      asked.language ?? null,
      asked.text,
      asked.isPrefix ?? false,
      asked.timezone ?? 'UTC',
      asked.since ?? null,
      asked.until ?? null,
      JSON.stringify(asked.filters ?? {}),
    ],
  );
  const [called] = await database.asOwner(
    asked.sources
      .map(
        (source) =>
          `select count(*)::int as n from ${PLAIN_SOURCES[source]!.table} where tenant_id = $1 and lower(left(${titleOf(source)}, 200)) = lower(btrim($2))`,
      )
      .join(' union all ')
      .replace(/^(.*)$/s, 'select sum(n)::int as n from ($1) as c'),
    [tenantId, asked.text],
  );
  return { calledSo: Number(called!['n']), matches: rows as (TestRow & BruteForceMatch)[] };
}

/** The words before the one that is being typed, and that one as the beginning of a word or as a word; of stop words alone, as they are. */
const parsed = (configuration: string): string => `
  case when $5::boolean and $4 ~ '[^ "-]$' then
    case when $4 ~ ' or [^ ]+$'
      then websearch_to_tsquery(${configuration}, regexp_replace($4, ' or [^ ]+$', ''))
        || (to_tsquery('simple', regexp_replace($4, '^.* ', '') || ':*') || plainto_tsquery(${configuration}, regexp_replace($4, '^.* ', '')))
      else websearch_to_tsquery(${configuration}, regexp_replace($4, '[^ ]+$', ''))
        && (to_tsquery('simple', regexp_replace($4, '^.* ', '') || ':*') || plainto_tsquery(${configuration}, regexp_replace($4, '^.* ', '')))
    end
  else websearch_to_tsquery(${configuration}, $4) end`;
const QUERY = `case when numnode(${parsed(configurationOf('language'))}) > 0 then ${parsed(configurationOf('language'))} else ${parsed(`'simple'`)} end`;

/** Each filter of a search that is there accepts some values. */
const FILTERS = ['status', 'channel', 'priority', 'category', 'organisation_id', 'author_id']
  .map((name) => `($9::jsonb -> '${name}' is null or $9::jsonb -> '${name}' ? d.${name}::text)`)
  .join(' and ');

function documentsOf(source: string): string {
  const { table, columns, language, texts } = PLAIN_SOURCES[source]!;
  // A bar no word begins with stands between fields, as a phrase ends where a field does.
  const bar = `'|':5`;
  const configuration = configurationOf('l.language');
  const vectors = Object.entries(texts).flatMap(([weight, text]) => {
    const vector = (by: string, letter: string): string =>
      `case when ${text} <> '' then setweight(to_tsvector(${by}, ${text}), '${letter}') || $$${bar}$$::tsvector else '' end`;
    return weight === 'names'
      ? [vector(`'simple'`, 'A'), vector(configuration, 'A')]
      : [vector(configuration, weight)];
  });
  return `
    select '${source}' as source, t.id, t.created_at as at, l.language, ${columns}, $$${bar}$$::tsvector || ${vectors.join(' || ')} as vector
    from ${table} as t
    cross join lateral (
      select coalesce(${language}, (select search_language from sluice.tenants where sluice.tenants.id = t.tenant_id)) as language
    ) as l
    where t.tenant_id = $1`;
}

function titleOf(source: string): string {
  return /^(?:(\w+) as title|title)/.exec(PLAIN_SOURCES[source]!.columns)?.[1] ?? 'title';
}

/** What must not occur does not count for the rank. */
const POSITIVE = `coalesce(nullif(nullif(querytree(query), 'T'), '')::tsquery, query)`;

function anyOf(query: string): string {
  return `string_agg('(' || ${query}::text || ')', ' | ' order by language)::tsquery`;
}

/** The counts of the values that records have, most first. */
export function facetOf(values: readonly (string | null)[]): readonly FacetCount[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
