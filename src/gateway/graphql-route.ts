import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Executor } from '../analytics/execution/create-executor.js';
import type { Databases } from '../tenancy/databases.js';
import type { RequestContext } from '../tenancy/request-context.js';
import type { Authenticator } from '../tokens/authenticator.js';
import { answerKnownOperation } from './answer-known-operation.js';
import type { AnswerTags } from './answer-tags.js';
import { authenticateRequest } from './authenticate-request.js';
import type { ErrorFormatter } from './create-error-formatter.js';
import { createRequestContext } from './create-request-context.js';
import { acceptsEventStream, plainMediaType } from './graphql-media-type.js';
import { handToApollo } from './hand-to-apollo.js';
import type { KnownOperations } from './known-operations.js';
import type { Live } from './live/start-live.js';
import { readSearch } from './read-search.js';
import { sendAnswer } from './send-answer.js';

export const GRAPHQL_PATH = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly authenticator: Authenticator;
  readonly databases: Databases;
  /** With its errors masked. */
  readonly execute: Executor;
  readonly known: KnownOperations;
  readonly formatError: ErrorFormatter;
  /** Where `execute`, and Apollo's, notes the tags of answers. */
  readonly tags: AnswerTags;
  readonly live: Live;
}

/** The GraphQL endpoint. The life of a request, in order, after those steps that every route has (`create-http-server.ts`). */
export function registerGraphql(app: FastifyInstance, options: GraphqlRouteOptions): void {
  app.decorateRequest('principal', null);
  app.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    // 1. Who asks? Before the body is even read: no token, no work.
    onRequest: authenticateRequest(options.authenticator),
    // 2. Fastify reads the body, up to its limit, and parses it.
    handler: (request, reply) => answer(request, reply, options),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { apollo, databases, execute, known, formatError, tags, live }: GraphqlRouteOptions,
): Promise<FastifyReply> {
  const { accept } = request.headers;
  // Who asks for a stream of events gets one, of a query's single answer too.
  if (acceptsEventStream(accept)) return live.streamEvents(request, reply, whatIsAsked(request));
  // 3. All that a resolver may know, and the signal that the caller has hung up.
  const context = createRequestContext(request, reply, databases);
  // 4. An operation that was parsed, validated and measured before is executed at once (docs/decisions/0004).
  const operation = known.find(whatIsAsked(request));
  const mediaType = plainMediaType(accept);
  const found =
    operation === null || mediaType === null
      ? // 5. Any other goes the long way, at whose end it is known.
        await handToApollo(apollo, request, context)
      : await answerKnownOperation(operation, context, {
          execute,
          formatError,
          mediaType,
          ifNoneMatch: request.method === 'GET' ? (request.headers['if-none-match'] ?? null) : null,
        });
  // 6. What the caller may keep, it may ask for again by the tag of the answer.
  return sendAnswer(reply, found, tags.of(context));
}

/** The body, or what the URL says in its place. A GET that claims to have a body is Apollo's to refuse. */
function whatIsAsked(request: FastifyRequest): unknown {
  if (request.method === 'POST') return request.body;
  return request.headers['content-type'] === undefined ? readSearch(request.url) : null;
}
