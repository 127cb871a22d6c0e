import { isoFromMicroseconds } from '../../analytics/question/time-range.js';
import type { Statement } from '../../tenancy/statement.js';
import { PAGE_SETTING } from './page-setting.js';
import type { SearchQuestion } from './search-question.js';

/** Of each source the newest matches up to here are ranked and counted; those beyond are not looked at (docs/decisions/0009). */
export const SEARCH_BOUND = 1_000;

const QUERY_SETTING = 'app.search_query';

/** All arguments of `sluice.search` behind the text. */
const ARGUMENTS =
  '$1::boolean, $2::text, $3::text[], $4::timestamptz, $5::timestamptz, $6::jsonb, $7::int, $8::jsonb, $9::int, $10::text';

/** Searches, keeps the page for the statements that follow, and returns its JSON. */
export function searchStatement(question: SearchQuestion): Statement {
  return {
    name: 'sluice_search',
    text: `select set_config('${PAGE_SETTING}', sluice.search($11::text, ${ARGUMENTS})::text, true)`,
    values: [...argumentsOf(question), question.text],
  };
}

/**
 * Looks for words that the tenant's texts have in place of those that they have not, and searches for them. The first statement returns
 * the corrected text or '', the second the page, which is '' where there is no such text.
 */
export function correctedSearchStatements(question: SearchQuestion): readonly [Statement, Statement] {
  return [
    {
      name: 'sluice_correct_query',
      text: `select set_config('${QUERY_SETTING}', coalesce(sluice.correct_query($1::text, $2::text[]), ''), true)`,
      values: [question.text, variantNames(question)],
    },
    {
      name: 'sluice_search_corrected',
      text: `select set_config('${PAGE_SETTING}', case when q.query = '' then '' else sluice.search(q.query, ${ARGUMENTS})::text end, true)
               from (select current_setting('${QUERY_SETTING}') as query offset 0) as q`,
      values: argumentsOf(question),
    },
  ];
}

function argumentsOf(question: SearchQuestion): readonly unknown[] {
  const { isPrefix, language, range, filters, first, after, timezone } = question;
  return [
    isPrefix,
    language,
    variantNames(question),
    range.sinceUs === null ? null : isoFromMicroseconds(range.sinceUs),
    range.untilUs === null ? null : isoFromMicroseconds(range.untilUs),
    JSON.stringify(filters),
    first,
    after === null ? null : JSON.stringify(after),
    SEARCH_BOUND,
    timezone,
  ];
}

function variantNames({ sources }: SearchQuestion): readonly string[] {
  return sources.map(({ variant }) => variant.name);
}
