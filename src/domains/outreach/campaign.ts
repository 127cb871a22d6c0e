import { Field, ID, ObjectType } from 'type-graphql';
import { registerEntity } from '../../analytics/entities/entity.js';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { CampaignStatus } from './enums.js';

@ObjectType({ description: 'A campaign: a series of messages to many leads.' })
export class Campaign {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { description: 'The name.' })
  name!: string;

  @Field(() => CampaignStatus, { description: 'Where it stands.' })
  status!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'From when on it sends; null while nobody has said.',
  })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it sends; null for no end.' })
  endsAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

/** Campaigns by their ids. */
export const campaignEntity = registerEntity(Campaign, {
  database: 'oltp',
  fields: ['name', 'status', 'startsAt', 'endsAt', 'createdAt', 'updatedAt'],
  statement: (ids) => ({
    name: 'sluice_campaigns_by_id',
    text: 'select id, name, upper(status), starts_at, ends_at, created_at, updated_at from oltp.campaigns where id = any($1::uuid[])',
    values: [ids],
  }),
});
