/** How the last operation went over the wire. */
export interface Exchange {
  readonly status: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** The id that the server's log knows this request by; null where the server did not say. */
  readonly requestId: string | null;
}

interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/**
 * A GraphiQL fetcher that posts to this page's own `graphql` endpoint as the bearer of `token` ('' for nobody) and tells
 * `onExchange` about every operation but the schema's introspection.
 */
export function createFetcher(token: string, onExchange: (exchange: Exchange) => void) {
  return async (request: GraphQLRequest): Promise<never> => {
    const startedAt = performance.now();
    const response = await fetch(new URL('graphql', document.baseURI), {
      method: 'POST',
      credentials: 'omit',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ ...request, operationName: existingOperation(request) }),
    });
    const text = await response.text();
    if (request.operationName !== 'IntrospectionQuery') {
      onExchange({
        status: response.status,
        durationMs: performance.now() - startedAt,
        bytes: new TextEncoder().encode(text).byteLength,
        requestId: response.headers.get('x-request-id'),
      });
    }
    return parseAnswer(text, response.status) as never;
  };
}

/** GraphiQL learns of a new operation's name a moment after the text: one that the text does not have is the previous tab's. */
function existingOperation({ query, operationName }: GraphQLRequest): string | undefined {
  if (operationName == null) return undefined;
  return new RegExp(`\\b(?:query|mutation|subscription)\\s+${operationName}\\b`).test(query)
    ? operationName
    : undefined;
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
