import { Field, ID, ObjectType } from 'type-graphql';
import { registerEntity } from '../../analytics/entities/entity.js';

@ObjectType({ description: 'A customer organisation.' })
export class Organisation {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { description: 'The name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its id in the system that it was imported from.' })
  externalId!: string | null;
}

/** Organisations by their ids. */
export const organisationEntity = registerEntity(Organisation, {
  fields: ['name', 'externalId'],
  statement: (ids) => ({
    name: 'sluice_organisations_by_id',
    text: 'select id, name, external_id from helpdesk.organisations where id = any($1::uuid[])',
    values: [ids],
  }),
});
