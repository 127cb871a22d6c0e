import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

export interface GraphqlResponse<Result> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Result | null | undefined;
  readonly errors: readonly GraphqlResponseError[];
  /** The body as it came. */
  readonly text: string;
}

export interface GraphqlResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [detail: string]: unknown };
}

/** Posts one operation and reads the answer: all that a typed client needs beyond what `graphql-codegen` makes. */
export async function postOperation<Result, Variables>(
  graphqlUrl: string,
  bearerToken: string,
  operation: TypedDocumentNode<Result, Variables> | string,
  variables?: Variables,
  signal?: AbortSignal,
): Promise<GraphqlResponse<Result>> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearerToken}` },
    body: JSON.stringify({ query: typeof operation === 'string' ? operation : print(operation), variables }),
    signal: signal ?? null,
  });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: Result | null; errors?: readonly GraphqlResponseError[] };
  return {
    status: response.status,
    headers: response.headers,
    data: body.data,
    errors: body.errors ?? [],
    text,
  };
}
