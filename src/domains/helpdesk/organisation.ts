import { Field, ID, ObjectType } from 'type-graphql';
import { registerEntity } from '../../analytics/entities/entity.js';

@ObjectType({ description: 'A customer organisation.' })
export class Organisation {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { description: 'The name.' })
  name!: string;
}

/** Organisations by their ids. */
export const organisationEntity = registerEntity(Organisation, {
  fields: ['name'],
  statement: (ids) => ({
    name: 'sluice_organisations_by_id',
    text: 'select id, name from helpdesk.organisations where id = any($1::uuid[])',
    values: [ids],
  }),
});
