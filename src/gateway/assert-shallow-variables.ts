import { GraphQLError } from 'graphql';

/** How deeply lists and objects may lie in one another in an argument or a variable. People's filters have less than ten levels. */
export const MAX_INPUT_DEPTH = 32;

/** The message for an argument or a variable that is too deep. */
export const INPUT_TOO_DEEP = `Lists and objects in arguments and variables may lie at most ${MAX_INPUT_DEPTH} levels deep in one another.`;

/**
 * Passes variables that are not too deep to be read by recursion, here and in PostgreSQL.
 * @throws GraphQLError `QUERY_TOO_COMPLEX`.
 */
export function assertShallowVariables(variables: unknown): void {
  let level: object[] = isNested(variables) ? [variables] : [];
  // The variables as a whole are an object too.
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_INPUT_DEPTH) {
      throw new GraphQLError(INPUT_TOO_DEEP, { extensions: { code: 'QUERY_TOO_COMPLEX' } });
    }
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
