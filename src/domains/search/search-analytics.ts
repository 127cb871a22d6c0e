import { ObjectType, Query, Resolver } from 'type-graphql';
import { datasetField } from '../../analytics/graphql/dataset-field.js';
import { SearchOpenings } from './search-openings.js';
import { Searches } from './searches.js';

@ObjectType({ description: 'What is searched for, what is found, and what of it is opened.' })
export class SearchAnalytics {}

datasetField(SearchAnalytics, 'searches', Searches);
datasetField(SearchAnalytics, 'openings', SearchOpenings);

@Resolver(() => SearchAnalytics)
export class SearchAnalyticsQuery {
  @Query(() => SearchAnalytics, {
    description: "The log of the searches of the token's tenant, for as long as it is kept.",
  })
  searchAnalytics(): SearchAnalytics {
    return new SearchAnalytics();
  }
}
