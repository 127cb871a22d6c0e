import { ObjectType, Query, Resolver } from 'type-graphql';

@ObjectType({
  description: 'E-mail outreach: its figures, and the campaigns, leads and mailboxes behind them.',
})
export class Outreach {}

@Resolver(() => Outreach)
export class OutreachQuery {
  @Query(() => Outreach, { description: "The outreach of the token's tenant." })
  outreach(): Outreach {
    return new Outreach();
  }
}
