import { Field, ID, ObjectType } from 'type-graphql';
import { registerEntity } from '../../analytics/entities/entity.js';
import { RequiresScope } from '../../analytics/graphql/requires-scope.js';
import { CustomerTier, UserRole } from './enums.js';

@ObjectType({ description: 'An agent, a manager or a customer of the help desk.' })
export class User {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { description: 'The full name.' })
  name!: string;

  @RequiresScope('pii')
  @Field(() => String, { nullable: true, description: 'The e-mail address. Needs the scope "pii".' })
  email!: string | null;

  @Field(() => UserRole, { description: 'What the user does.' })
  role!: string;

  @Field(() => CustomerTier, { nullable: true, description: 'The service bought; null for staff.' })
  tier!: string | null;
}

/** Users by their ids. */
export const userEntity = registerEntity(User, {
  fields: ['name', 'email', 'role', 'tier'],
  statement: (ids) => ({
    name: 'sluice_users_by_id',
    text: 'select id, name, email, upper(role), upper(tier) from helpdesk.users where id = any($1::uuid[])',
    values: [ids],
  }),
});
