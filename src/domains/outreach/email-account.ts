import { Field, ID, Int, ObjectType } from 'type-graphql';
import { registerEntity } from '../../analytics/entities/entity.js';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { RequiresScope } from '../../analytics/graphql/requires-scope.js';
import { EmailProvider } from './enums.js';

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

/** E-mail accounts by their ids. */
export const emailAccountEntity = registerEntity(EmailAccount, {
  database: 'oltp',
  fields: ['address', 'displayName', 'provider', 'dailyLimit', 'isActive', 'createdAt'],
  statement: (ids) => ({
    name: 'sluice_email_accounts_by_id',
    text: 'select id, address, display_name, upper(provider), daily_limit, is_active, created_at from oltp.email_accounts where id = any($1::uuid[])',
    values: [ids],
  }),
});
