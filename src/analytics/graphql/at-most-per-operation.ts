import 'reflect-metadata';
import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

const EXTENSION = 'sluiceAtMostPerOperation';

/** The field may stand at the root of an operation so many times, under whatever aliases; one that has it more often is refused unexecuted. */
export function AtMostPerOperation(count: number): MethodDecorator {
  return Extensions({ [EXTENSION]: count });
}

/** What {@link AtMostPerOperation} says of a field; null where it says nothing. */
export function atMostPerOperation(field: GraphQLField<unknown, unknown>): number | null {
  return (field.extensions[EXTENSION] as number | undefined) ?? null;
}
