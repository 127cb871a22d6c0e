import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { dropLeftovers, listSearchIndexes, reindex } from './search-indexes.js';
import { withOwner, type OwnerSession } from './with-owner.js';

/** What is being done, for a display of progress. */
export interface RebuildProgress {
  /** The source whose documents are made, the index that is rebuilt, or `words`. */
  readonly what: string;
  /** How many rows were looked at so far; null for what cannot be counted. */
  readonly rows: number | null;
  /** How many there may be; null where that is not known. */
  readonly estimatedRows: number | null;
}

export interface RebuildOptions {
  /** URL of the role that migrates. */
  readonly url: string;
  /** Only this source, such as `helpdesk.tickets`; null for all. */
  readonly source: string | null;
  /** Only this tenant's documents; null for all. */
  readonly tenantId: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** How many rows a transaction has. */
  readonly batchRows?: number;
}

/** What a rebuild has done. */
export interface RebuildReport {
  readonly sources: readonly {
    readonly source: string;
    readonly rows: number;
    /** Documents that had no row any more. */
    readonly removed: number;
  }[];
  /** Indexes that an interrupted rebuild had left behind. */
  readonly leftovers: readonly string[];
  /** The indexes that were rebuilt; none where only some documents were. */
  readonly indexes: readonly string[];
}

interface Source {
  readonly name: string;
  readonly table: string;
  readonly time: string;
  readonly estimatedRows: number | null;
}

const BATCH_ROWS = 1000;

/**
 * Makes the documents of all rows again where they are not as they should be, in short transactions, then gathers the words of their titles
 * and rebuilds the indexes, all while others search and write. Interrupted, the next call goes on where this one was, but for one of a
 * single tenant. With a source or a tenant, indexes are left alone.
 *
 * @throws SluiceError `BAD_USER_INPUT` for a source that there is not, `NOT_FOUND` for such a tenant, `CONFIGURATION` where somebody else
 *   rebuilds at the moment; as {@link withOwner}.
 */
export async function rebuildSearch(options: RebuildOptions): Promise<RebuildReport> {
  const { url, tenantId, signal, onProgress = () => undefined } = options;
  return withOwner(url, signal, async (session) => {
    await takeTurn(session);
    if (tenantId !== null) await assertTenant(session, tenantId);
    const sources = await readSources(session, options.source);
    const leftovers = await dropLeftovers(session);
    const done: RebuildReport['sources'][number][] = [];
    for (const source of sources) {
      done.push(await rebuildSource(session, source, { ...options, onProgress }));
    }
    await gatherWords(session, tenantId === null && options.source === null, onProgress);
    const indexes = tenantId === null && options.source === null ? await listSearchIndexes(session) : [];
    for (const index of indexes) {
      onProgress({ what: index.name, rows: null, estimatedRows: null });
      await reindex(session, index);
    }
    return { sources: done, leftovers, indexes: indexes.map(({ name }) => name) };
  });
}

/** Two rebuilds would take each other's new indexes for leftovers. The lock ends with the connection. */
async function takeTurn(session: OwnerSession): Promise<void> {
  const [row] = await session.query(
    `select pg_try_advisory_lock(hashtextextended('sluice.search_rebuild', 0)) as is_mine`,
  );
  if (row!['is_mine'] === true) return;
  throw new SluiceError(
    'CONFIGURATION',
    'Somebody else rebuilds the search of this database. Wait for its end.',
  );
}

async function assertTenant(session: OwnerSession, tenantId: string): Promise<void> {
  const rows = await session.query('select from sluice.tenants where id = $1::uuid', [tenantId]);
  if (rows.length > 0) return;
  throw new SluiceError('NOT_FOUND', `There is no tenant ${tenantId}. "sluice tenant list" shows all.`);
}

async function readSources(session: OwnerSession, wanted: string | null): Promise<readonly Source[]> {
  const rows = await session.query(
    `select s.name, s.table_name as "table", s.time_column as time, (
       select sum(nullif(c.reltuples, -1)) from pg_partition_tree(s.table_name::regclass) as t join pg_class as c on c.oid = t.relid
       where t.isleaf
     )::float8 as "estimatedRows"
     from sluice.search_sources as s order by s.name`,
  );
  const sources = rows as unknown as Source[];
  if (wanted === null) return sources;
  const found = sources.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = sources.map(({ name }) => name);
  throw new SluiceError(
    'BAD_USER_INPUT',
    `There is no source "${wanted}".${didYouMean(wanted, names)} There are: ${names.join(', ')}.`,
  );
}

async function rebuildSource(
  session: OwnerSession,
  source: Source,
  {
    tenantId,
    batchRows = BATCH_ROWS,
    onProgress,
  }: RebuildOptions & { onProgress: (progress: RebuildProgress) => void },
): Promise<RebuildReport['sources'][number]> {
  const { name, estimatedRows } = source;
  let rows = 0;
  const next =
    tenantId === null
      ? batchesOfAll(session, name, batchRows)
      : batchesOfTenant(session, name, tenantId, batchRows);
  onProgress({ what: name, rows, estimatedRows: tenantId === null ? estimatedRows : null });
  while (await next()) {
    rows += batchRows;
    onProgress({ what: name, rows, estimatedRows: tenantId === null ? estimatedRows : null });
  }
  return { source: name, rows, removed: await removeLost(session, source, tenantId) };
}

/** Each call makes the documents of one batch, and says whether there is another. */
type NextBatch = () => Promise<boolean>;

/** How far it is stands in the database: whoever comes next, this command or a worker, goes on from there. */
function batchesOfAll(session: OwnerSession, source: string, batchRows: number): NextBatch {
  let isBegun = false;
  return async () => {
    if (!isBegun) {
      await session.query(
        'update sluice.search_sources set is_due = true, indexed_until = null where name = $1 and not is_due',
        [source],
      );
      isBegun = true;
    }
    const [row] = await session.query('select sluice.index_next_rows($1::int, $2) is not null as has_more', [
      batchRows,
      source,
    ]);
    return row!['has_more'] === true;
  };
}

function batchesOfTenant(
  session: OwnerSession,
  source: string,
  tenantId: string,
  batchRows: number,
): NextBatch {
  let place: unknown = null;
  return async () => {
    const [row] = await session.query(
      'select sluice.index_tenant_rows($1::uuid, $2::jsonb, $3::int, $4) as place',
      [tenantId, place === null ? null : JSON.stringify(place), batchRows, source],
    );
    place = row!['place'];
    return place !== null;
  };
}

async function removeLost(session: OwnerSession, { name }: Source, tenantId: string | null): Promise<number> {
  const [row] = await session.query('select sluice.remove_lost_documents($1, $2::uuid)::float8 as removed', [
    name,
    tenantId,
  ]);
  return row!['removed'] as number;
}

async function gatherWords(
  session: OwnerSession,
  isFull: boolean,
  onProgress: (progress: RebuildProgress) => void,
): Promise<void> {
  let rows = 0;
  for (let isFirst = isFull; ; isFirst = false) {
    const [row] = await session.query('select sluice.gather_search_words($1)::int as dealt', [isFirst]);
    rows += row!['dealt'] as number;
    onProgress({ what: 'words', rows, estimatedRows: null });
    if (row!['dealt'] === 0) return;
  }
}
