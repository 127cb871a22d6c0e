import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../tenancy/request-context.js';

/** The headers that Apollo looks at. */
const RELEVANT_HEADERS = ['accept', 'content-type'] as const;

/**
 * Lets Apollo answer a request. `@as-integrations/fastify` does the same, but makes a URL of the path and the Host header, which throws for
 * some that a caller may send, and copies every header.
 */
export async function handToApollo(
  apollo: ApolloServer<RequestContext>,
  request: FastifyRequest,
  reply: FastifyReply,
  contextValue: RequestContext,
): Promise<FastifyReply> {
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
  for (const [name, value] of responseHeaders) reply.header(name, value);
  return reply.code(status ?? 200).send(body.string);
}

/** The query string with its question mark, or ''. */
function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}
