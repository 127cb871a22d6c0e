import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';

@ObjectType({
  description:
    'A job of the worker that has failed for the last time. The worker looks every few minutes whether it works again, and then this is gone; `sluice jobs` retries it at once, or discards it.',
})
export class FailedJob {
  @Field(() => ID, { description: 'What `sluice jobs retry` and `sluice jobs discard` take.' })
  id!: string;
  @Field(() => String, { description: 'The kind of job, such as fold, refresh or outbox.' })
  queue!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The rollup, or the database of outreach, that it is about; null where it is about all.',
  })
  rollup!: string | null;
  @Field(() => String, { description: "What went wrong at the last try. It quotes no tenant's data." })
  error!: string;
  @Field(() => String, { nullable: true, description: 'SQLSTATE, or a code of ours.' })
  errorCode!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it failed for the last time.' })
  failedAt!: Date;
  @Field(() => Int, { description: 'How often it was tried again before that.' })
  retries!: number;
}

/** One row for each such job, its columns in the order of {@link FAILED_JOB_FIELDS}. */
export const FAILED_JOBS =
  'select id, queue, rollup, error, error_code, failed_at, retries from sluice.failed_jobs() order by failed_at desc, id';

export const FAILED_JOB_FIELDS = [
  'id',
  'queue',
  'rollup',
  'error',
  'errorCode',
  'failedAt',
  'retries',
] as const satisfies readonly (keyof FailedJob)[];
