import type { OwnerSession } from './with-owner.js';

/** An index of the search's own tables. */
export interface SearchIndex {
  /** The qualified name. */
  readonly name: string;
  readonly table: string;
}

const TABLES = `('sluice.search_documents', 'sluice.search_words')`;

/** What an interrupted concurrent rebuild leaves behind. */
const LEFTOVER = `not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$'`;

const INDEXES = `
  from pg_index as i
  join pg_class as c on c.oid = i.indexrelid
  join pg_class as t on t.oid = i.indrelid
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname || '.' || t.relname in ${TABLES}`;

/** The indexes by name, without those that a rebuild has left behind. */
export async function listSearchIndexes(session: OwnerSession): Promise<readonly SearchIndex[]> {
  const rows = await session.query(
    `select format('%I.%I', n.nspname, c.relname) as name, format('%I.%I', n.nspname, t.relname) as "table"
     ${INDEXES} and not (${LEFTOVER})
     order by 1`,
  );
  return rows as unknown as SearchIndex[];
}

/**
 * Rebuilds one index while it is being read and written, and notes its size.
 * An interrupted rebuild leaves no half of a new one behind.
 */
export async function reindex(session: OwnerSession, { name, table }: SearchIndex): Promise<void> {
  try {
    await session.query(`reindex index concurrently ${name}`);
  } catch (error) {
    await dropLeftovers(session).catch(() => undefined);
    throw error;
  }
  await session.query(
    `insert into sluice.search_index_builds as b (index_name, built_at, size_bytes, row_count)
     select $1::text, now(), pg_relation_size($1::text::regclass), greatest(t.reltuples, 0)::bigint from pg_class as t where t.oid = $2::regclass
     on conflict (index_name) do update set built_at = excluded.built_at, size_bytes = excluded.size_bytes, row_count = excluded.row_count`,
    [name, table],
  );
}

/** Removes what interrupted rebuilds have left behind: each write went to it, too. @returns the names. */
export async function dropLeftovers(session: OwnerSession): Promise<readonly string[]> {
  const rows = await session.queryInAnyCase(
    `select format('%I.%I', n.nspname, c.relname) as name ${INDEXES} and ${LEFTOVER} order by 1`,
  );
  const names = rows.map((row) => String(row['name']));
  for (const name of names) await session.queryInAnyCase(`drop index concurrently if exists ${name}`);
  return names;
}
