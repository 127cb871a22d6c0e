import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { Temporal } from 'temporal-polyfill';

/** A positive ISO 8601 duration such as `P30D`, `PT24H` or `P1Y6M`. */
export const DurationScalar = new GraphQLScalarType<string, string>({
  name: 'Duration',
  description:
    'A positive ISO 8601 duration: "P30D" (30 days), "PT24H" (24 hours), "P3M" (3 months), "P1Y6M", "P2W".',
  serialize: (value) => String(value),
  parseValue: (value) => parseDuration(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseDuration(node.value);
    throw new GraphQLError('Duration takes a string such as "P30D".', { nodes: node });
  },
});

function parseDuration(value: unknown): string {
  if (typeof value === 'string' && value.length <= 64) {
    try {
      if (Temporal.Duration.from(value).sign > 0) return value;
    } catch {
      // Falls through to the message that says what is expected.
    }
  }
  throw new GraphQLError(
    `Duration takes a positive ISO 8601 duration such as "P30D", "PT24H" or "P3M", not ${JSON.stringify(value)?.slice(0, 80)}.`,
  );
}
