import type { TestDatabase } from '../../setup/test-database.js';

/**
 * Writes documents of tickets that are in no table, many at once. The title of document n is `Request n` and `titles(n)`; the newest
 * comes last, an hour behind the one before it.
 *
 * @param words SQL for the words of document n, an expression over the integer column n.
 */
export async function insertDocuments(
  database: TestDatabase,
  tenantId: string,
  count: number,
  words: string,
): Promise<void> {
  await database.asOwner(
    `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, status, channel, vector)
     select $1::uuid, 'helpdesk.tickets', md5($1::uuid || ' ' || n)::uuid, timestamptz '2020-01-01T00:00:00Z' + n * interval '1 hour', 'en',
       'Request ' || n, (array['open', 'closed'])[1 + n % 2], (array['email', 'phone', 'web'])[1 + n % 3],
       sluice.document_vector($1::uuid, 'en', 'Request ' || n, ${words}, null, null, null)
     from generate_series(1, $2::int) as n`,
    [tenantId, count],
  );
  await database.asOwner(
    `insert into sluice.search_languages (tenant_id, language) values ($1, 'en') on conflict do nothing`,
    [tenantId],
  );
}
