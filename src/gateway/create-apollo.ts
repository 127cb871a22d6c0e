import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Executor } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { ServerSettings } from '../config/settings.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { limitRules } from './limit-rules.js';
import { maskError } from './mask-error.js';

/** More than any question needs, and little enough to parse at once. */
const MAX_TOKENS = 10_000;

/**
 * Apollo Server around our own executor. It parses, validates and formats; execution is ours, through the interface that Apollo has
 * for gateways. All that costs time on each request and is not needed is off.
 */
export function createApollo(
  schema: GraphQLSchema,
  execute: Executor,
  settings: ServerSettings,
  log: Logger,
): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: asGateway(schema, execute),
    introspection: settings.isIntrospectionEnabled,
    hideSchemaDetailsFromClientErrors: !settings.isIntrospectionEnabled,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: limitRules(settings.limits),
    formatError: (formatted, error) => maskError(formatted, error, log),
    stringifyResult,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

type GatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

function asGateway(schema: GraphQLSchema, execute: Executor): GatewayInterface {
  let publish: (() => void) | null = null;
  return {
    load: () => {
      publish?.();
      return Promise.resolve({
        executor: ({ document, request, context }) =>
          execute({
            document,
            operationName: request.operationName,
            variables: request.variables,
            contextValue: context as RequestContext,
          }) as never,
      });
    },
    onSchemaLoadOrUpdate: (callback) => {
      publish = () => callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}
