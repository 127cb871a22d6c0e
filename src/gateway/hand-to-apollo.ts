import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../tenancy/request-context.js';
import type { OperationAnswer } from './answer-known-operation.js';
import { searchOf } from './read-search.js';

/** The headers that Apollo looks at. */
const RELEVANT_HEADERS = ['accept', 'content-type'] as const;

/**
 * Lets Apollo answer a request. `@as-integrations/fastify` does the same, but makes a URL of the path and the Host header, which throws for
 * some that a caller may send, and copies every header.
 */
export async function handToApollo(
  apollo: ApolloServer<RequestContext>,
  request: FastifyRequest,
  contextValue: RequestContext,
): Promise<OperationAnswer> {
  const headers = new HeaderMap();
  for (const name of RELEVANT_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  const {
    body,
    status,
    headers: responseHeaders,
  } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers,
      body: request.body,
      search: searchOf(request.url),
    },
    context: () => Promise.resolve(contextValue),
  });
  if (body.kind !== 'complete') throw new Error('Apollo answered in parts, which no operation asks for');
  return { status: status ?? 200, headers: Object.fromEntries(responseHeaders), body: body.string };
}
