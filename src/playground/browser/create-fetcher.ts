import { getOperationAST, parse } from 'graphql';
import type { Client } from 'graphql-ws';
import type { Exchange, GraphQLRequest } from './exchange.js';
import { subscribeLive } from './subscribe-live.js';

/**
 * A GraphiQL fetcher that posts to this page's own `graphql` endpoint as the bearer of `token` ('' for nobody), and asks subscriptions
 * through `live`. It tells `onExchange` about every operation but the schema's introspection.
 */
export function createFetcher(token: string, live: Client, onExchange: (exchange: Exchange) => void) {
  return (request: GraphQLRequest): never => {
    const asked = { ...request, operationName: existingOperation(request) ?? null };
    return (
      isSubscription(asked) ? subscribeLive(live, asked, onExchange) : post(asked, token, onExchange)
    ) as never;
  };
}

async function post(
  request: GraphQLRequest,
  token: string,
  onExchange: (exchange: Exchange) => void,
): Promise<unknown> {
  const startedAt = performance.now();
  const response = await fetch(new URL('graphql', document.baseURI), {
    method: 'POST',
    credentials: 'omit',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (request.operationName !== 'IntrospectionQuery') {
    onExchange({
      kind: 'http',
      status: response.status,
      durationMs: performance.now() - startedAt,
      bytes: new TextEncoder().encode(text).byteLength,
      requestId: response.headers.get('x-request-id'),
    });
  }
  return parseAnswer(text, response.status);
}

/** GraphiQL learns of a new operation's name a moment after the text: one that the text does not have is the previous tab's. */
function existingOperation({ query, operationName }: GraphQLRequest): string | undefined {
  if (operationName == null) return undefined;
  return new RegExp(`\\b(?:query|mutation|subscription)\\s+${operationName}\\b`).test(query)
    ? operationName
    : undefined;
}

/** What does not parse is posted, for the server to say so. */
function isSubscription({ query, operationName }: GraphQLRequest): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}

function parseAnswer(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {
      errors: [
        { message: `The server answered ${status} with something that is not JSON: ${text.slice(0, 300)}` },
      ],
    };
  }
}
