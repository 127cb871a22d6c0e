import type { GroupingKey, Measure } from '../model/dataset.js';
import type { OutputColumn } from '../question/analytic-question.js';
import type { Parameters } from './parameters.js';

const MAX_SAFE_INTEGER = 9_007_199_254_740_991;

/** The SQL of a grouping's or measure's value by its index. */
export interface ValueColumns {
  grouping(index: number): string;
  measure(index: number): string;
}

/**
 * One JSON object, as an SQL text expression, with the output columns in order. PostgreSQL writes the JSON, so that an answer passes
 * through the gateway as one value however many cells it has. Response names are parameters: they never become SQL.
 */
export function objectSql(
  columns: readonly OutputColumn[],
  groupings: readonly GroupingKey[],
  measures: readonly Measure[],
  values: ValueColumns,
  timezone: string,
  parameters: Parameters,
): string {
  let constant = '{';
  const pieces: string[] = [];
  for (const [position, { responseName, value }] of columns.entries()) {
    constant += `${position === 0 ? '' : ','}${JSON.stringify(responseName)}:`;
    if (value.type === 'constant') {
      constant += JSON.stringify(value.text);
      continue;
    }
    const sql =
      value.type === 'grouping'
        ? groupingJson(groupings[value.index]!, values.grouping(value.index), timezone, parameters)
        : measureJson(measures[value.index]!, values.measure(value.index));
    pieces.push(parameters.add(constant, 'text'), `coalesce(${sql}, 'null')`);
    constant = '';
  }
  pieces.push(parameters.add(`${constant}}`, 'text'));
  return pieces.join(' || ');
}

function groupingJson(key: GroupingKey, column: string, timezone: string, parameters: Parameters): string {
  switch (key.dimension.kind) {
    case 'text':
      return `to_json(${column})::text`;
    case 'enum':
      return `to_json(upper(${column}))::text`;
    case 'uuid':
      return `'"' || ${column} || '"'`;
    case 'boolean':
    case 'integer':
      return `${column}::text`;
    case 'time':
      return timeJson(column, timezone, parameters);
  }
}

/** ISO 8601 with the zone's offset at that instant, and `Z` in UTC. */
function timeJson(column: string, timezone: string, parameters: Parameters): string {
  const utc = `(${column} at time zone 'UTC')`;
  if (timezone === 'UTC') return `to_char(${utc}, '"\\""YYYY-MM-DD"T"HH24:MI:SS"Z\\""')`;
  const local = `(${column} at time zone ${parameters.add(timezone, 'text')})`;
  const offset = `case when ${local} < ${utc} then '-' else '+' end || to_char(greatest(${local} - ${utc}, ${utc} - ${local}), 'HH24:MI')`;
  return `to_char(${local}, '"\\""YYYY-MM-DD"T"HH24:MI:SS') || ${offset} || '"'`;
}

function measureJson(measure: Measure, value: string): string {
  switch (measure.formula.kind) {
    case 'integer':
      return `case when ${value} between -${MAX_SAFE_INTEGER} and ${MAX_SAFE_INTEGER} then ${value}::text else '"' || ${value} || '"' end`;
    case 'decimal':
      return `'"' || ${value} || '"'`;
    case 'float':
      // Neither NaN nor the infinities are JSON.
      return `case when ${value} between '-1.7976931348623157e308' and '1.7976931348623157e308' then ${value}::text end`;
  }
}
