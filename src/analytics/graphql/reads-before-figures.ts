import 'reflect-metadata';
import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';
import type { RequestContext } from '../../tenancy/request-context.js';

const EXTENSION = 'sluiceReadsBeforeFigures';

/** What a field will say. Asked again in the same request it gives the same, for the field itself asks again. */
export type ReadBeforeFigures = (request: RequestContext) => Promise<unknown>;

/**
 * The field, of a namespace, tells how complete the figures are. In an operation with analytic fields it is read before these, and they
 * come from the database: an earlier answer of theirs might lack what the field no longer tells of.
 */
export function ReadsBeforeFigures(read: ReadBeforeFigures): MethodDecorator {
  return Extensions({ [EXTENSION]: read });
}

/** What {@link ReadsBeforeFigures} says of a field; null where it says nothing. */
export function readBeforeFigures(
  field: GraphQLField<unknown, unknown> | undefined,
): ReadBeforeFigures | null {
  return (field?.extensions[EXTENSION] as ReadBeforeFigures | undefined) ?? null;
}
