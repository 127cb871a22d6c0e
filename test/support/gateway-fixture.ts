import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { pino } from 'pino';
import { readEnvironment } from '../../src/config/environment.js';
import { startGateway, type RunningGateway } from '../../src/gateway/start-gateway.js';
import { SCOPES, type Scope } from '../../src/tenancy/scope.js';
import { issueJwt } from '../../src/tokens/issue-jwt.js';
import { TENANT } from '../analytics/support/tickets-fixture.js';
import { postOperation, type GraphqlResponse } from './graphql-client.js';

export const JWT_SECRET = 'the secret of the tests, which has at least 32 characters';
export const JWT_ISSUER = 'https://issuer.example';
export const JWT_AUDIENCE = 'https://gateway.example';

export interface TokenOptions {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly lifetimeSeconds?: number;
}

/** A gateway on a port of its own, in front of a test database. */
export interface GatewayFixture extends RunningGateway {
  /** What it has logged, oldest first. */
  readonly log: readonly Record<string, unknown>[];
  /** Posts a body as it is, with a token of all scopes unless other headers say otherwise. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The value of an `Authorization` header that the gateway accepts. */
  authorization(options?: TokenOptions): Promise<string>;
  /** Asks an operation, typed or as text, as a token of the tenant with all scopes unless told. */
  ask<Result = Record<string, never>, Variables = Record<string, unknown>>(
    operation: TypedDocumentNode<Result, Variables> | string,
    options?: TokenOptions & { readonly variables?: Variables },
  ): Promise<GraphqlResponse<Result>>;
}

/** Starts a gateway with the settings of `environment` on top of those that a test needs. */
export async function startTestGateway(
  gatewayUrl: string,
  environment: Record<string, string> = {},
): Promise<GatewayFixture> {
  const log: Record<string, unknown>[] = [];
  const gateway = await startGateway({
    settings: readEnvironment({
      DATABASE_URL: gatewayUrl,
      PORT: '0',
      SLUICE_JWT_SECRET: JWT_SECRET,
      SLUICE_JWT_ISSUER: JWT_ISSUER,
      SLUICE_JWT_AUDIENCE: JWT_AUDIENCE,
      ...environment,
    }),
    log: pino(
      { level: 'debug' },
      { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
    ),
  });
  return {
    ...gateway,
    log,
    post: async (body, headers) =>
      fetch(gateway.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}`, ...headers },
        body:
          typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    authorization: async (options) => `Bearer ${await token(options)}`,
    ask: async (operation, { variables, ...options } = {}) =>
      postOperation(gateway.graphqlUrl, await token(options), operation, variables),
  };
}

/** A JWT that the test gateway accepts. */
export function token(options: TokenOptions = {}): Promise<string> {
  return issueJwt(
    {
      tenantId: options.tenantId ?? TENANT,
      subject: 'test',
      scopes: options.scopes ?? SCOPES,
      lifetimeSeconds: options.lifetimeSeconds ?? 3600,
    },
    { secret: JWT_SECRET, issuer: JWT_ISSUER, audience: JWT_AUDIENCE },
  );
}
