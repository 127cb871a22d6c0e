import type { Aggregate } from '../model/aggregate.js';
import type { QuestionScope, RowsQuestion } from '../question/analytic-question.js';
import { instant } from './compile-filter.js';
import type { Parameters } from './parameters.js';

/**
 * Wraps the groups of a question (a sub-select, see compileGroups) so that every bucket of its range appears for every combination of the
 * other dimensions that occurs: counts are 0 there, other measures null. Without bounds the range is from the first to the last bucket found.
 */
export function compileFill(
  groupsSql: string,
  scope: QuestionScope,
  question: RowsQuestion,
  aggregates: readonly Aggregate[],
  parameters: Parameters,
): string {
  const zone = parameters.add(scope.timezone, 'text');
  const times = question.groupings.flatMap((key, index) =>
    key.dimension === scope.dataset.time ? [index] : [],
  );
  const others = [...question.groupings.keys()].filter((index) => !times.includes(index));
  const isHourly = times.some((index) => question.groupings[index]!.grain === 'hour');
  const { sinceUs, untilUs } = scope.range;
  const finest = times.map((index) => `g${index}`);
  const first =
    sinceUs === null ? `(select min(greatest(${finest.join(', ')})) from a)` : instant(sinceUs, parameters);
  const last =
    untilUs === null
      ? `(select max(greatest(${finest.join(', ')})) from a)`
      : `${instant(untilUs, parameters)} - interval '1 microsecond'`;
  const series = isHourly
    ? `generate_series(date_trunc('hour', ${first}, ${zone}), ${last}, interval '1 hour') t`
    : `(select l at time zone ${zone} as t from generate_series(date_trunc('day', ${first} at time zone ${zone}), (${last}) at time zone ${zone}, interval '1 day') l) d`;
  const axis = times.map(
    (index) => `date_trunc('${question.groupings[index]!.grain}', t, ${zone}) as g${index}`,
  );
  const crossed = others.length === 0 ? '' : ` cross join (select distinct ${list(others, 'g')} from a) o`;
  const columns = [
    ...times.map((index) => `x.g${index}`),
    ...others.map((index) => `o.g${index}`),
    ...aggregates.map(({ fn }, index) =>
      fn === 'count' || fn === 'countDistinct' ? `coalesce(a.p${index}, 0) as p${index}` : `a.p${index}`,
    ),
  ];
  const joined = [
    ...times.map((index) => `a.g${index} = x.g${index}`),
    ...others.map((index) => `a.g${index} is not distinct from o.g${index}`),
  ];
  return `with a as materialized (${groupsSql}) select ${columns.join(', ')} from (select distinct ${axis.join(', ')} from ${series}) x${crossed} left join a on ${joined.join(' and ')}`;
}

function list(indexes: readonly number[], prefix: string): string {
  return indexes.map((index) => `${prefix}${index}`).join(', ');
}
