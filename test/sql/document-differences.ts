import type { TestDatabase, TestRow } from '../setup/test-database.js';

const COLUMNS =
  'tenant_id, source, id, occurred_at, language, title, status, channel, priority, category, organisation_id, author_id, vector';

interface Expected {
  readonly table: string;
  readonly source?: string;
  readonly language?: string;
  readonly title: string;
  /** Status, channel, priority, category, organisation and author. */
  readonly filters: string;
  /** Texts of the weights A, B, C and D, and names. */
  readonly texts: string;
}

const NOTHING = 'null::text, null::text, null::text';
const NAME_PARTS = (column: string): string =>
  `r.${column} || ' ' || regexp_replace(r.${column}, '[-_.+@/\\\\:,;()\\[\\]{}#&=%~!*''"]', ' ', 'g')`;

/** Written by hand: what the declarations of the help desk are meant to say. */
const EXPECTED: readonly Expected[] = [
  {
    table: 'helpdesk.tickets',
    language: 'r.language',
    title: 'r.subject',
    filters: 'r.status, r.channel, r.priority, r.category, r.organisation_id, r.customer_id',
    texts: 'r.subject, r.description, r.category, null, r.external_id',
  },
  {
    table: 'helpdesk.comments',
    language: 'r.language',
    title: 'r.body',
    filters: `${NOTHING}, null::text, null::uuid, r.author_id`,
    texts: 'null, r.body, null, null, null',
  },
  {
    table: 'helpdesk.attachments',
    title: 'r.file_name',
    filters: `${NOTHING}, null::text, null::uuid, null::uuid`,
    texts: `null, null, null, ${NAME_PARTS('content_type')}, ${NAME_PARTS('file_name')}`,
  },
  {
    table: 'helpdesk.canned_responses',
    language: 'r.language',
    title: 'r.title',
    filters: `${NOTHING}, r.category, null::uuid, null::uuid`,
    texts: 'r.title, r.body, r.category, null, null',
  },
  {
    table: 'helpdesk.users',
    title: 'r.name',
    filters: `${NOTHING}, null::text, r.organisation_id, null::uuid`,
    texts: 'null, null, null, null, r.name',
  },
  {
    table: 'helpdesk.users',
    source: 'helpdesk.users:pii',
    title: 'r.name',
    filters: `${NOTHING}, null::text, r.organisation_id, null::uuid`,
    texts: `null, null, null, null, concat_ws(' ', r.name, ${NAME_PARTS('email')})`,
  },
  {
    table: 'helpdesk.organisations',
    title: 'r.name',
    filters: `${NOTHING}, null::text, r.id, null::uuid`,
    texts: `null, null, null, null, concat_ws(' ', r.name, r.external_id)`,
  },
];

/** SQL of the documents that there should be. */
const SHOULD_BE = EXPECTED.map(
  ({ table, source = table, language = 'null', title, filters, texts }) =>
    `select r.tenant_id, '${source}' as source, r.id, r.created_at, l.language, left(${title}, 200) as title, ${filters},
       sluice.document_vector(r.tenant_id, l.language, ${texts})
     from ${table} as r join sluice.tenants as t on t.id = r.tenant_id
     cross join lateral (select coalesce(${language}, t.search_language)) as l (language)`,
).join(' union all ');

/** What the documents say and the tables do not, and the other way round: nothing, if all is well. */
export async function documentDifferences(database: TestDatabase): Promise<TestRow[]> {
  return database.asOwner(
    `with there as (select ${COLUMNS} from sluice.search_documents), wanted (${COLUMNS}) as (${SHOULD_BE})
     select 'too much' as difference, x.* from (select * from there except all select * from wanted) as x
     union all
     select 'missing', x.* from (select * from wanted except all select * from there) as x
     limit 5`,
  );
}
