import { GraphQLObjectType, GraphQLSchema, GraphQLString, printType, type GraphQLFieldConfig } from 'graphql';
import { describe, expect, test } from 'vitest';
import { addSubscriptions } from '../../../src/analytics/graphql/add-subscriptions.js';
import { datasetsOf } from '../../../src/analytics/graphql/bind-datasets.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';

describe('the subscriptions of a schema', () => {
  const schema = createSluiceSchema();
  const fieldsOf = (type: string) => (schema.getType(type) as GraphQLObjectType).getFields();

  test('have the namespaces with datasets and no others', () => {
    expect(Object.keys(schema.getSubscriptionType()!.getFields())).toEqual([
      'helpdesk',
      'outreach',
      'searchAnalytics',
    ]);
  });

  test('have the analytic fields alone, with the arguments and the result of queries', () => {
    const live = fieldsOf('HelpdeskLive');
    expect(Object.keys(live)).toEqual(['tickets']);
    const { args, type } = fieldsOf('Helpdesk')['tickets']!;
    expect(live['tickets']!.type).toBe(type);
    expect(live['tickets']!.args.map((each) => [each.name, each.type, each.defaultValue])).toEqual(
      args.map((each) => [each.name, each.type, each.defaultValue]),
    );
  });

  test('are of the same datasets as the queries', () => {
    expect(datasetsOf(schema).map(({ name }) => name)).toEqual([
      'Tickets',
      'Deliveries',
      'Billing',
      'QueueMetrics',
      'Searches',
      'SearchOpenings',
    ]);
  });

  test('come with a new domain, null where its namespace may be', () => {
    const tickets = (schema.getType('Helpdesk') as GraphQLObjectType).toConfig().fields['tickets'] as never;
    const shop = new GraphQLObjectType({
      name: 'Shop',
      fields: { orders: tickets, owner: { type: GraphQLString } as GraphQLFieldConfig<unknown, unknown> },
    });
    const extended = addSubscriptions(
      new GraphQLSchema({
        query: new GraphQLObjectType({ name: 'Query', fields: { shop: { type: shop } } }),
      }),
    );
    expect(printType(extended.getSubscriptionType()!)).toContain('shop: ShopLive\n');
    expect(Object.keys((extended.getType('ShopLive') as GraphQLObjectType).getFields())).toEqual(['orders']);
  });

  test('are none where there is no dataset', () => {
    const plain = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString } } }),
    });
    expect(addSubscriptions(plain)).toBe(plain);
  });
});
