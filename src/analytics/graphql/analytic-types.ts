import 'reflect-metadata';
import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from './date-time-scalar.js';
import { defineEnum } from './define-enum.js';
import { LongScalar } from './long-scalar.js';

export const GrainEnum = defineEnum('Grain', 'The length of a time bucket, in the zone of the question.', {
  HOUR: 'An hour of the clock.',
  DAY: 'A calendar day, of 23 or 25 hours where the clocks change.',
  WEEK: 'An ISO 8601 week, from Monday.',
  MONTH: 'A calendar month.',
  QUARTER: 'A calendar quarter.',
  YEAR: 'A calendar year.',
});

export const OrderDirectionEnum = defineEnum(
  'OrderDirection',
  'Ascending or descending; nulls come last in both.',
  {
    ASC: 'Least first.',
    DESC: 'Greatest first.',
  },
);

export const FreshnessModeEnum = defineEnum('FreshnessMode', 'Which state of the data an answer shows.', {
  CURRENT:
    'The data as it is now: what has changed since the rollups were refreshed comes from the base table.',
  REFRESHED:
    'The rollups as they were last refreshed, and nothing of the base table: the same figure until the next time. Only for ranges of whole UTC hours or days that a rollup covers.',
});

export const CacheModeEnum = defineEnum('CacheMode', 'Whether an answer may be one that was kept.', {
  DEFAULT: 'It may be, where the data is known to be the same still.',
  NONE: 'It is read from the database now.',
});

export const AnswerSourceEnum = defineEnum('AnswerSource', 'Where an answer was read.', {
  ROLLUP: 'From a rollup alone.',
  ROLLUP_AND_TABLE:
    'From a rollup, and from the base table the buckets that the range cuts and the days that have changed since the rollup was refreshed.',
  TABLE: 'From the base table.',
});

export const AnswerLayerEnum = defineEnum('AnswerLayer', 'What rollups and their table are made of.', {
  ARCHIVE: 'The aggregates of months that are archived.',
  MATERIALIZED_VIEW: 'The bulk, as of the last refresh in full.',
  DELTA: 'Days that were computed anew since the last refresh in full.',
  TABLE: 'The base table.',
});

@ObjectType({ description: 'How current an answer is.' })
export class Freshness {
  @Field(() => DateTimeScalar, {
    description: 'All changes committed before this instant are in the answer.',
  })
  asOf!: string;

  @Field(() => LongScalar, {
    description:
      'Changes of this tenant that the answer does not hold; 0 unless the refreshed state was asked for.',
  })
  pendingChanges!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Up to when the oldest rollup of the answer knew the table; null where none was read.',
  })
  refreshedAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Some of what lies in the range before this instant is archived where this question cannot read it, and is not in the answer; null where nothing is missing.',
  })
  missingBefore!: string | null;
}

@ObjectType({ description: 'A rollup that was not chosen.' })
export class RejectedRollup {
  @Field(() => String, { description: 'The name of the rollup.' })
  rollup!: string;

  @Field(() => String, { description: 'Why it was not chosen.' })
  reason!: string;
}

@ObjectType({ description: 'Why an answer was read where it was.' })
export class ExplainPart {
  @Field(() => AnswerSourceEnum, { description: 'What kind of relation answered.' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'The rollup that answered; null for the base table.' })
  rollup!: string | null;

  @Field(() => [AnswerLayerEnum], {
    description: 'The layers that hold the times that were read, for this tenant.',
  })
  layers!: string[];

  @Field(() => String, { description: 'Why this one.' })
  reason!: string;

  @Field(() => [RejectedRollup], { description: 'Every other rollup of the dataset, and why not.' })
  rejected!: RejectedRollup[];

  @Field(() => LongScalar, {
    nullable: true,
    description:
      'Rows of all tenants that the planner expects to be read; for the scope "operator" only, else null.',
  })
  estimatedRows!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The statement, with parameters in place of values; for the scope "operator" only, else null.',
  })
  sql!: string | null;
}

@ObjectType({
  description:
    'Why an answer was read where it was: of the rows, or of the totals where no rows were asked for.',
})
export class Explain extends ExplainPart {
  @Field(() => ExplainPart, {
    nullable: true,
    description: 'The same for the totals; null where rows or totals alone were asked for.',
  })
  totals!: ExplainPart | null;
}
