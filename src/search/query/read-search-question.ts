import { createHash } from 'node:crypto';
import { ZoneCatalogue } from '../../analytics/planner/zone-catalogue.js';
import { wholeSecond } from '../../analytics/question/whole-second.js';
import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { GatewayDatabase } from '../../tenancy/gateway-database.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { createSearchId } from '../log/search-id.js';
import { assertHighlight, DEFAULT_HIGHLIGHT, type HighlightArgument } from './highlight-marks.js';
import { openSources } from './open-sources.js';
import { readQueryText, type QueryText } from './read-query-text.js';
import { readSearchFilter, type SearchFilterArgument } from './read-search-filter.js';
import type { FilterField } from './search-filter-input.js';
import { decodePosition, notACursor, type SearchPosition } from './search-position.js';
import type { SearchQuestion } from './search-question.js';

/** The coerced arguments of a `search` field. */
export interface SearchArguments {
  readonly query: string;
  readonly types: readonly string[] | null;
  readonly where: SearchFilterArgument | null;
  readonly first: number;
  readonly after: string | null;
  readonly language: string | null;
  readonly asYouType: boolean;
  readonly highlight: HighlightArgument | null;
  readonly timezone: string;
}

export const DEFAULT_HITS = 20;
export const MAX_HITS = 100;

/** 128 bits, in base64url. */
const HASH_LENGTH = 22;

const zonesByDatabase = new WeakMap<GatewayDatabase, ZoneCatalogue>();

/**
 * Reads what a `search` field asks: first whether the caller may, then what.
 * @throws SluiceError `FORBIDDEN` or `BAD_USER_INPUT`.
 */
export async function readSearchQuestion(
  args: SearchArguments,
  request: RequestContext,
  fields: readonly FilterField[],
): Promise<SearchQuestion> {
  const sources = openSources(request.principal, args.types, '"search"');
  const typed = readQueryText(args.query, args.language, args.asYouType);
  const { first } = args;
  assertFromOneTo('first', first, MAX_HITS);
  const highlight = args.highlight ?? DEFAULT_HIGHLIGHT;
  assertHighlight(highlight);
  const timezone = await zonesOf(request.database).resolve(args.timezone);
  const filter = readSearchFilter(args.where, fields, timezone, () => wholeSecond(request.now));
  const names = sources.map(({ variant }) => variant.name);
  const hash = hashOf([
    request.principal.tenantId,
    typed,
    names,
    filter.values,
    args.where?.['createdAt'] ?? null,
    highlight,
    timezone,
  ]);
  const after = args.after === null ? null : readPosition(args.after, hash, names);
  const { text } = after === null ? typed : correctedText(after, typed);
  return {
    searchId: after?.searchId ?? createSearchId(),
    hash,
    typed: typed.text,
    text,
    isPrefix: typed.isPrefix,
    language: typed.language,
    sources,
    range: after === null ? filter.range : { sinceUs: after.sinceUs, untilUs: after.untilUs },
    filters: filter.values,
    first,
    after,
    highlight,
    timezone,
  };
}

function readPosition(cursor: string, hash: string, names: readonly string[]): SearchPosition {
  const position = decodePosition(cursor);
  if (position.question !== hash || !names.includes(position.source)) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      '"after" is a cursor of another search: ask with the arguments that it was given for.',
    );
  }
  return position;
}

/** The pages behind the first search for what the first one did. A corrected query has been written by us, or by somebody else. */
function correctedText({ correctedQuery }: SearchPosition, typed: QueryText): QueryText {
  if (correctedQuery === null) return typed;
  try {
    return { ...typed, text: readQueryText(correctedQuery, typed.language, false).text };
  } catch (cause) {
    throw notACursor(cause);
  }
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, HASH_LENGTH);
}

function zonesOf(database: GatewayDatabase): ZoneCatalogue {
  let zones = zonesByDatabase.get(database);
  if (zones === undefined) zonesByDatabase.set(database, (zones = new ZoneCatalogue(database)));
  return zones;
}
