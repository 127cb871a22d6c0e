import type { Statement } from '../../tenancy/statement.js';
import { headlineLimits, headlineSql } from './headline-sql.js';
import type { HighlightArgument } from './highlight-marks.js';
import type { OpenSource } from './open-sources.js';
import { PAGE_SETTING } from './page-setting.js';

/** What of a page's hits is read from one source's table. */
export interface RecordReading {
  readonly source: OpenSource;
  readonly hasRecord: boolean;
  /** Null where no highlights are asked for. */
  readonly highlight: HighlightArgument | null;
}

/** What the statement of a {@link RecordReading} returns of one hit. */
export interface RecordRow {
  /** The place of the hit on the page, from 1 on. */
  readonly position: number;
  /** Null where no records are read. */
  readonly record: object | null;
  /** The headlines of each field of the variant, in order; null where none are read. */
  readonly headlines: readonly (readonly (string | null)[])[] | null;
}

/**
 * Reads the records behind the hits of the page that the transaction has just found, and their headlines, under row-level security. A record
 * is looked up by its time as well as its id, so that the other partitions of its table are not touched.
 * @param first the length of the page; the hit behind it only says that there are more.
 */
export function recordStatement({ source, hasRecord, highlight }: RecordReading, first: number): Statement {
  const { table, time, record } = source.source;
  const columns = [
    ...(hasRecord ? [record.columns] : []),
    ...(highlight === null ? [] : headlinesOf(source).flat()),
  ];
  const limits = highlight === null ? null : headlineLimits(highlight, first);
  return {
    text: `
select h.position::int, r.*
  from (select nullif(current_setting('${PAGE_SETTING}'), '')::jsonb as page offset 0) as p
 cross join lateral jsonb_array_elements(p.page -> 'hits') with ordinality as h (hit, position)
 cross join lateral (
   select ${columns.join(', ')}
     from ${table}
    where id = (h.hit ->> 'id')::uuid and ${time} = (h.hit ->> 'at')::timestamptz
    limit 1
 ) as r
 where h.hit ->> 'source' = $1::text and h.position <= $2::int`,
    values: [
      source.variant.name,
      first,
      ...(limits === null ? [] : [limits.whole, limits.fragments, limits.characters]),
    ],
  };
}

/** Reads a row of {@link recordStatement}. */
export function readRecordRow(
  { source, hasRecord, highlight }: RecordReading,
  [position, ...values]: readonly unknown[],
): RecordRow {
  const fields = highlight === null ? [] : headlinesOf(source);
  const texts = values.splice(values.length - fields.flat().length) as (string | null)[];
  return {
    position: position as number,
    record: hasRecord ? source.source.record.fromRow(values) : null,
    headlines: highlight === null ? null : fields.map(({ length }) => texts.splice(0, length)),
  };
}

function headlinesOf({ variant }: OpenSource): readonly (readonly string[])[] {
  return variant.fields.map((field) =>
    headlineSql(field, `(h.hit ->> 'configuration')::regconfig`, PLAIN_QUERY, {
      whole: '$3::text',
      fragments: '$4::text',
      characters: '$5::int',
    }),
  );
}

/** The query in the words of the document's language. */
const PLAIN_QUERY = `(p.page -> 'headline' ->> (h.hit ->> 'language'))::tsquery`;
