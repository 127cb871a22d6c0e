import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { ExecutionRequest, Executor, ExecutorResult } from '../analytics/execution/create-executor.js';
import { stringifyResult } from '../analytics/execution/raw-data.js';
import type { ServerSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { assertShallowVariables } from './assert-shallow-variables.js';
import { knownOperationRule } from './known-operation-rule.js';
import { limitRules } from './limit-rules.js';
import { formatError, MASKED_MESSAGE, maskExecutionError } from './mask-error.js';

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
    gateway: asGateway(schema, execute, log),
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
    validationRules: [knownOperationRule, ...limitRules(settings.limits)],
    formatError: (formatted, error) => formatError(formatted, error, log),
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

function asGateway(schema: GraphQLSchema, execute: Executor, log: Logger): GatewayInterface {
  let publish: (() => void) | null = null;
  return {
    load: () => {
      publish?.();
      return Promise.resolve({
        executor: ({ document, request, context }) =>
          executeMasked(
            execute,
            {
              document,
              operationName: request.operationName,
              variables: request.variables,
              contextValue: context as RequestContext,
            },
            log,
          ) as never,
      });
    },
    onSchemaLoadOrUpdate: (callback) => {
      publish = () => callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}

/** Executes, and masks what went wrong while the request's id is still at hand. */
async function executeMasked(
  execute: Executor,
  request: ExecutionRequest,
  log: Logger,
): Promise<ExecutorResult> {
  const { requestId } = request.contextValue;
  try {
    assertShallowVariables(request.variables);
    const result = await execute(request);
    if (result.errors === undefined) return result;
    return { ...result, errors: result.errors.map((error) => maskExecutionError(error, requestId, log)) };
  } catch (error) {
    const masked = maskExecutionError(toGraphqlError(error), requestId, log);
    // Nothing was answered: Apollo makes this the status of the response.
    if (masked.originalError instanceof SluiceError) {
      masked.extensions['http'] = { status: masked.originalError.httpStatus };
    }
    return { errors: [masked] };
  }
}

function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(MASKED_MESSAGE, {
    originalError:
      error instanceof Error ? error : new Error('Something that is no error was thrown', { cause: error }),
  });
}
