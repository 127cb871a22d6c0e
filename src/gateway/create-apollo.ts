import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Executor } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { ServerSettings } from '../config/settings.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { limitRules } from './limit-rules.js';
import type { KnownOperations } from './known-operations.js';
import type { ErrorFormatter } from './create-error-formatter.js';

/** More than any question needs, and little enough to parse at once. */
const MAX_TOKENS = 10_000;

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  /** With its errors masked. */
  readonly execute: Executor;
  /** Where operations are remembered that have passed validation. */
  readonly known: KnownOperations;
  readonly formatError: ErrorFormatter;
  readonly settings: ServerSettings;
  readonly log: Logger;
}

/**
 * Apollo Server around our own executor. It parses, validates and formats; execution is ours, through the interface that Apollo has
 * for gateways. All that costs time on each request and is not needed is off.
 */
export function createApollo({
  schema,
  execute,
  known,
  formatError,
  settings,
  log,
}: ApolloOptions): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: asGateway(schema, execute, known),
    introspection: settings.isIntrospectionEnabled,
    hideSchemaDetailsFromClientErrors: !settings.isIntrospectionEnabled,
    includeStacktraceInErrorResponses: false,
    // A token comes in a header that a browser sends to another site only after asking it (CORS); there is no cookie to ride on.
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: limitRules(settings.limits),
    formatError,
    stringifyResult,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

const IS_ONLY_PREPARED = Symbol('is only prepared');

/** The context of an operation that is to be parsed, validated and measured, and not executed (`prepare-operation.ts`). */
export const ONLY_PREPARED = { [IS_ONLY_PREPARED]: true } as unknown as RequestContext;

type GatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

function asGateway(schema: GraphQLSchema, execute: Executor, known: KnownOperations): GatewayInterface {
  let publish: (() => void) | null = null;
  return {
    load: () => {
      publish?.();
      return Promise.resolve({
        executor: ({ source, document, operation, request, context }) => {
          known.remember(source, document);
          // Apollo hands on a copy of the context.
          if (IS_ONLY_PREPARED in context && operation != null) return Promise.resolve({ data: null });
          return execute({
            document,
            operationName: request.operationName,
            variables: request.variables,
            contextValue: context as RequestContext,
          }) as never;
        },
      });
    },
    onSchemaLoadOrUpdate: (callback) => {
      publish = () => callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}
