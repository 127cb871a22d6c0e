import { ArgsType, Field, Int } from 'type-graphql';
import { AuditFilter } from './audit-filter.js';
import { DEFAULT_PAGE, MAX_PAGE } from './read-audit-entries.js';

/** What both fields of entries are asked with. */
@ArgsType()
export class AuditPageArguments {
  @Field(() => AuditFilter, { nullable: true, description: 'Which entries.' })
  where?: AuditFilter | null;

  @Field(() => Int, { defaultValue: DEFAULT_PAGE, description: `How many, up to ${MAX_PAGE}.` })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The endCursor of the page before.' })
  after?: string | null;
}
