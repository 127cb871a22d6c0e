import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/**
 * A whole number of any size. In JSON it is a number up to 2^53 − 1 in magnitude, which every client reads exactly, and a string of
 * digits beyond, which no client can silently round.
 */
export const LongScalar = new GraphQLScalarType<bigint, number | string>({
  name: 'Long',
  description:
    'A whole number of any size: a JSON number up to 2^53 − 1 in magnitude, a string of digits beyond, so that no client rounds it.',
  serialize: (value) => {
    const whole = BigInt(value as bigint | number | string);
    return isSafe(whole) ? Number(whole) : whole.toString();
  },
  parseValue: (value) => parseWhole(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.INT || node.kind === Kind.STRING) return parseWhole(node.value);
    throw new GraphQLError('Long takes a whole number or a string of digits.', { nodes: node });
  },
});

function isSafe(whole: bigint): boolean {
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) && whole >= BigInt(Number.MIN_SAFE_INTEGER);
}

function parseWhole(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  throw new GraphQLError('Long takes a whole number or a string of digits.');
}
