import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { CampaignStatus } from './enums.js';
import { oltpTable } from './records/oltp-table.js';

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

/** Where campaigns are. */
export const campaigns = oltpTable(Campaign, 'oltp.campaigns', {
  name: 'name',
  status: 'upper(status)',
  startsAt: 'starts_at',
  endsAt: 'ends_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
});

/** Campaigns by their ids. */
export const campaignEntity = campaigns.entity;
