import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { RequiresScope } from '../../analytics/graphql/requires-scope.js';
import { LeadStatus } from './enums.js';
import { oltpTable } from './records/oltp-table.js';

@ObjectType({ description: 'A lead: a person who is written to.' })
export class Lead {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @RequiresScope('pii')
  @Field(() => String, { nullable: true, description: 'The e-mail address. Needs the scope "pii".' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'The name; null where it is not known.' })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whom the lead works for; null where it is not known.',
  })
  company!: string | null;

  @Field(() => LeadStatus, { description: 'Where the lead stands.' })
  status!: string;

  @Field(() => DateTimeScalar, { description: 'When the lead became known.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the lead was last changed.' })
  updatedAt!: Date;
}

/** Where leads are. */
export const leads = oltpTable(Lead, 'oltp.leads', {
  email: 'email',
  name: 'name',
  company: 'company',
  status: 'upper(status)',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
});

/** Leads by their ids. */
export const leadEntity = leads.entity;
