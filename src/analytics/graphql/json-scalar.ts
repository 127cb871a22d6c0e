import { GraphQLError, GraphQLScalarType } from 'graphql';

/** A JSON value of any shape, in answers alone. */
export const JsonScalar = new GraphQLScalarType<never, unknown>({
  name: 'JSON',
  description: 'A JSON value of any shape. Only answers hold it.',
  serialize: (value) => value,
  parseValue: () => refuse(),
  parseLiteral: () => refuse(),
});

function refuse(): never {
  throw new GraphQLError('JSON stands in answers alone.');
}
