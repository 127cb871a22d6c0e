import { Arg, Int } from 'type-graphql';

/** Parameter decorator: how many records a page has. */
export function First(fallback: number, max: number): ReturnType<typeof Arg> {
  return Arg('first', () => Int, { defaultValue: fallback, description: `How many, up to ${max}.` });
}

/** Parameter decorator: where a page begins; undefined or null for the first page. */
export function After(): ReturnType<typeof Arg> {
  return Arg('after', () => String, { nullable: true, description: 'The endCursor of the page before.' });
}
