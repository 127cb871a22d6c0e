import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** An exact decimal number, money above all. Always a string in JSON, for a float would round it. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number such as "1234.50"; a string in JSON, since a float would round it.',
  serialize: (value) => String(value),
  parseValue: (value) => parseDecimal(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING)
      return parseDecimal(node.value);
    throw new GraphQLError('Decimal takes a number or a string such as "12.50".', { nodes: node });
  },
});

function parseDecimal(value: unknown): string {
  const text = String(value);
  if (/^-?\d{1,100}(\.\d{1,100})?$/.test(text)) return text;
  throw new GraphQLError('Decimal takes a number or a string such as "12.50".');
}
