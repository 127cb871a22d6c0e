import type { ApolloServer } from '@apollo/server';
import { getOperationAST, type GraphQLFormattedError } from 'graphql';
import type { LiveOperation } from '../live/live-question.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { ONLY_PREPARED } from './create-apollo.js';
import type { KnownOperations } from './known-operations.js';

/** What a request of GraphQL over any transport says. */
export interface AskedOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Lets an operation pass all that a query over HTTP passes before it is executed: Apollo's parser, GraphQL's rules and ours, in one place for
 * every transport. What was seen before is found by its text.
 */
export async function prepareOperation(
  { query, operationName = null, variables = null, extensions = null }: AskedOperation,
  apollo: ApolloServer<RequestContext>,
  known: KnownOperations,
): Promise<LiveOperation | { readonly errors: readonly GraphQLFormattedError[] }> {
  const seen = known.documentOf(query);
  if (seen !== null && extensions === null && getOperationAST(seen, operationName) != null) {
    return { source: query, document: seen, operationName, variables };
  }
  const { body } = await apollo.executeOperation(
    {
      query,
      ...(operationName === null ? {} : { operationName }),
      ...(extensions === null ? {} : { extensions }),
    },
    { contextValue: ONLY_PREPARED },
  );
  if (body.kind !== 'single') throw new Error('Apollo answered in parts, which no operation asks for');
  const { errors = [] } = body.singleResult;
  if (errors.length > 0) return { errors };
  return { source: query, document: known.documentOf(query)!, operationName, variables };
}
