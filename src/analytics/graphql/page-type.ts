import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info.js';

/** Some records, and where they end. */
export interface Page<Value> {
  readonly nodes: readonly Value[];
  readonly pageInfo: PageInfo;
}

/** Declares the GraphQL type of a page of records: `CampaignPage` for `Campaign`. */
export function pageType<Value>(type: new () => Value, plural: string): new () => Page<Value> {
  const page = class {};
  ObjectType(`${type.name}Page`, { description: `A page of ${plural}, newest first.` })(page);
  Field(() => [type], { description: `The ${plural}.` })(page.prototype, 'nodes');
  Field(() => PageInfo, { description: 'Where the page ends.' })(page.prototype, 'pageInfo');
  return page as new () => Page<Value>;
}
