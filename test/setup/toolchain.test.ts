import { printSchema } from 'graphql';
import { buildSchema, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { expect, test } from 'vitest';

@ObjectType()
class Probe {
  @Field(() => String)
  name!: string;
}

@Resolver()
class ProbeResolver {
  @Query(() => Probe)
  probe(): Probe {
    return { name: 'probe' };
  }
}

test('a decorated class becomes a schema that the one copy of graphql-js accepts', async () => {
  const schema = await buildSchema({ resolvers: [ProbeResolver] });
  expect(printSchema(schema)).toContain('type Probe {\n  name: String!\n}');
});

test('a declared field without a value is no property of a new object', () => {
  expect(Object.keys(new Probe())).toEqual([]);
});
