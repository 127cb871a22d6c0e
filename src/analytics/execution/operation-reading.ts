import type { FieldDescription } from './describe-plan.js';
import type { FreshnessValue } from './freshness.js';

/** The answer of an analytic field as it was read, or kept. */
export interface FieldReading {
  /** JSON text of each of its questions, in order. */
  readonly json: readonly string[];
  readonly freshness: FreshnessValue;
  /** As for an operator; null where it was not asked for. */
  readonly explain: FieldDescription | null;
}

/** The answers of an operation's analytic fields, of one snapshot. */
export interface OperationReading {
  /** In the order of the fields; an error where one was refused. */
  readonly fields: readonly (FieldReading | Error)[];
  /** The version of the data in that snapshot; of several datasets, all of them. */
  readonly dataVersion: string;
}

/** As texts, to be kept: the answers, and after them what there is to say about them. Refused fields are left out. */
export function packReading({ fields }: OperationReading): readonly string[] {
  const answered = fields.filter((field): field is FieldReading => !(field instanceof Error));
  const notes = answered.map(({ freshness, explain }) => ({ freshness, explain }));
  return [...answered.flatMap(({ json }) => json), JSON.stringify(notes)];
}

/**
 * Reads what {@link packReading} has written.
 * @param counts how many questions each field has, in order.
 */
export function unpackReading(texts: readonly string[], counts: readonly number[]): readonly FieldReading[] {
  const notes = JSON.parse(texts.at(-1)!) as readonly Omit<FieldReading, 'json'>[];
  let next = 0;
  return counts.map((count, index) => ({ json: texts.slice(next, (next += count)), ...notes[index]! }));
}
