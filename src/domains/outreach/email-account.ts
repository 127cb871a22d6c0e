import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { RequiresScope } from '../../analytics/graphql/requires-scope.js';
import { EmailProvider } from './enums.js';
import { oltpTable } from './records/oltp-table.js';

@ObjectType({ description: 'An e-mail account: a mailbox that messages are sent from.' })
export class EmailAccount {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @RequiresScope('pii')
  @Field(() => String, { nullable: true, description: 'Its e-mail address. Needs the scope "pii".' })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'The name that recipients read; null for none.' })
  displayName!: string | null;

  @Field(() => EmailProvider, { description: 'Who runs it.' })
  provider!: string;

  @Field(() => Int, { description: 'How many messages it may send in a day.' })
  dailyLimit!: number;

  @Field(() => Boolean, { description: 'Whether messages are sent from it.' })
  isActive!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  createdAt!: Date;
}

/** Where e-mail accounts are. */
export const emailAccounts = oltpTable(EmailAccount, 'oltp.email_accounts', {
  address: 'address',
  displayName: 'display_name',
  provider: 'upper(provider)',
  dailyLimit: 'daily_limit',
  isActive: 'is_active',
  createdAt: 'created_at',
});

/** E-mail accounts by their ids. */
export const emailAccountEntity = emailAccounts.entity;
