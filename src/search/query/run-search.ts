import { sqlStateOf } from '../../errors/sql-state.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Rows, Statement } from '../../tenancy/statement.js';
import { readRecordRow, recordStatement, type RecordReading, type RecordRow } from './record-statement.js';
import type { SearchPage } from './search-page.js';
import { notACursor } from './search-position.js';
import type { SearchQuestion } from './search-question.js';
import { correctedSearchStatements, searchStatement } from './search-statements.js';
import type { SelectedParts } from './selected-parts.js';

/** What was found. */
export interface FoundPage {
  readonly page: SearchPage;
  /** What was read of the hits' tables, by the place of the hit on the page, from 1 on. */
  readonly rows: ReadonlyMap<number, RecordRow>;
  /** What was searched in place of the query, on this page and those before; null for the query itself. */
  readonly correctedQuery: string | null;
}

/**
 * Searches in one tenant transaction, of one snapshot with the records. Where nothing matches, another one corrects the query and
 * searches again.
 * @throws SluiceError what a tenant transaction throws; `BAD_USER_INPUT` where the cursor cannot have been ours.
 */
export async function runSearch(
  question: SearchQuestion,
  parts: SelectedParts,
  request: RequestContext,
): Promise<FoundPage> {
  const readings = readingsOf(question, parts);
  const ask = (statements: readonly Statement[]): Promise<readonly Rows[]> =>
    request.database.tenantTransaction(
      request.principal.tenantId,
      [...statements, ...readings.map((reading) => recordStatement(reading, question.first))],
      { signal: request.signal },
    );
  const [found, ...tables] = await ask([searchStatement(question)]).catch((error: unknown) => {
    // A cursor may look like ours and name a time or a snapshot that there is not.
    throw question.after !== null && isDataException(error) ? notACursor(error) : error;
  });
  const page = JSON.parse(found![0]![0] as string) as SearchPage;
  const first = {
    page,
    rows: rowsByPosition(readings, tables),
    correctedQuery: question.after?.correctedQuery ?? null,
  };
  if (question.after !== null || page.isEmpty || page.hits.length > 0) return first;
  const [corrected, again, ...otherTables] = await ask(correctedSearchStatements(question));
  const json = again![0]![0] as string;
  const betterPage = json === '' ? null : (JSON.parse(json) as SearchPage);
  if (betterPage === null || betterPage.hits.length === 0) return first;
  return {
    page: betterPage,
    rows: rowsByPosition(readings, otherTables),
    correctedQuery: corrected![0]![0] as string,
  };
}

function readingsOf(
  { sources, highlight }: SearchQuestion,
  { recordTypes, hasHighlights }: SelectedParts,
): readonly RecordReading[] {
  return sources
    .map((source) => ({
      source,
      hasRecord: recordTypes.has(source.source.record.objectType.name),
      highlight: hasHighlights ? highlight : null,
    }))
    .filter((reading) => reading.hasRecord || reading.highlight !== null);
}

function rowsByPosition(
  readings: readonly RecordReading[],
  tables: readonly Rows[],
): ReadonlyMap<number, RecordRow> {
  const rows = readings.flatMap((reading, index) => tables[index]!.map((row) => readRecordRow(reading, row)));
  return new Map(rows.map((row) => [row.position, row]));
}

/** SQLSTATE's class 22. */
function isDataException(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('22') === true;
}
