import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const PATTERN = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i;

/**
 * A point in time. Answers carry the offset of the question's zone. In questions a value without offset (`2026-03-01`,
 * `2026-03-01T09:30`) is a wall-clock time in the question's zone.
 */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description:
    'ISO 8601. Answers carry the offset of the question\'s time zone: "2026-03-01T00:00:00+01:00". In filters, a value without offset ("2026-03-01" or "2026-03-01T09:30") is a wall-clock time in that zone.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
  parseValue: (value) => parseDateTime(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseDateTime(node.value);
    throw new GraphQLError('DateTime takes a string such as "2026-03-01T00:00:00Z".', { nodes: node });
  },
});

function parseDateTime(value: unknown): string {
  if (typeof value === 'string' && PATTERN.test(value)) return value;
  throw new GraphQLError(
    'DateTime takes an ISO 8601 string such as "2026-03-01", "2026-03-01T09:30" or "2026-03-01T09:30:00Z".',
  );
}
