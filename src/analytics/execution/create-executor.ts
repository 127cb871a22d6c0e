import {
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { AnswerKey } from '../../cache/answer-cache.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { ZoneCatalogue } from '../planner/zone-catalogue.js';
import { hasPart, type PreparedField } from './analytic-part.js';
import { asError } from './as-error.js';
import { collectAnalyticFields } from './collect-analytic-fields.js';
import type { ExecutionRequest } from './execution-request.js';
import { fieldAnswer } from './field-answer.js';
import { readOperationContext } from './operation-context.js';
import {
  OperationAnswerer,
  type AnswererOptions,
  type AnswerOriginNote,
  type OperationOutcome,
} from './operation-answerer.js';
import { prepareField } from './prepare-field.js';
import { PreparedOperations, type PreparedOperation } from './prepared-operations.js';
import { provideAnswers, type ResolvedField } from './resolved-answers.js';
import { writeResult } from './write-result.js';

/** The data is a `RawData` where PostgreSQL has written it, else an object. */
export interface ExecutorResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
  /** Where analytic fields were answered. */
  readonly extensions?: { readonly sluice: AnswerOriginNote };
  /**
   * All that the data depends on, with the version of the data that it shows; HTTP makes its `ETag` of it. Only where there are no errors and it
   * depends on nothing else: no records, no `freshness`, no `explain`, no `cache: NONE`.
   */
  readonly key?: AnswerKey;
}

export type Executor = (request: ExecutionRequest) => Promise<ExecutorResult>;

export interface ExecutorOptions extends AnswererOptions {
  readonly schema: GraphQLSchema;
  readonly zones: ZoneCatalogue;
}

/**
 * Executes operations; a subscription is answered once, like a query. Every analytic field, wherever it stands, is read from the selection
 * before GraphQL's execution begins, and all of them are answered from one snapshot. An operation that is analytic throughout is then
 * put together as text; any other goes through GraphQL's execution, whose resolvers find the answers ready.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  const operations = new PreparedOperations();
  const answerer = new OperationAnswerer(options);
  return async (request) => {
    const { document, operationName, contextValue } = request;
    const operation = getOperationAST(document, operationName);
    if (operation == null) return { errors: [unknownOperation(operationName)] };
    if (operation.operation === OperationTypeNode.MUTATION) return executeByGraphql(request, options.schema);

    let prepared = operations.find(request);
    if (prepared === undefined) {
      const outcome = await prepareOperation(operation, request, options);
      if ('errors' in outcome) return outcome;
      prepared = outcome;
      operations.remember(request, prepared);
    }
    if (prepared.fields.length === 0) return executeByGraphql(request, options.schema);
    // What fails is told by the field itself.
    await Promise.allSettled(prepared.collected.readFirst.map((read) => read(contextValue)));
    const isReusable = hasReusableAnswer(prepared);
    const outcome = await answerer
      .answer(prepared, contextValue, (key) => isReusable && request.isHeld?.(key) === true)
      .catch(asError);
    if (!(outcome instanceof Error) && outcome.isHeld) return { key: outcome.key };
    const resolved = resolveFields(prepared, outcome, contextValue);
    const extensions =
      outcome instanceof Error || outcome.origin === null ? {} : { extensions: { sluice: outcome.origin } };
    if (prepared.collected.namespaces === null || !resolved.every(isPlain)) {
      provideAnswers(contextValue, resolved);
      return { ...(await executeByGraphql(request, options.schema)), ...extensions };
    }
    const written = writeResult(prepared.collected, resolved, prepared.context);
    const key =
      isReusable && written.errors === undefined && !(outcome instanceof Error) ? outcome.key : null;
    return { ...written, ...extensions, ...(key === null ? {} : { key }) };
  };
}

async function prepareOperation(
  operation: OperationDefinitionNode,
  request: ExecutionRequest,
  { schema, zones }: ExecutorOptions,
): Promise<PreparedOperation | { readonly errors: readonly GraphQLError[] }> {
  const context = readOperationContext(schema, request.document, operation, request.variables);
  if ('errors' in context) return context;
  const collected = collectAnalyticFields(operation, context);
  const fields = await Promise.all(
    collected.fields.map((field) => prepareField(field, context, request.contextValue, zones).catch(asError)),
  );
  return { context, collected, fields: collected.readFirst.length === 0 ? fields : fields.map(uncacheable) };
}

function uncacheable(field: PreparedField | Error): PreparedField | Error {
  return field instanceof Error ? field : { ...field, isCacheable: false };
}

function resolveFields(
  { collected, fields }: PreparedOperation,
  outcome: Extract<OperationOutcome, { isHeld: false }> | Error,
  { principal }: RequestContext,
): readonly ResolvedField[] {
  return collected.fields.map((field, index) => {
    const prepared = fields[index]!;
    if (prepared instanceof Error) return { field, outcome: prepared };
    if (outcome instanceof Error) return { field, outcome };
    const reading = outcome.reading.fields[index]!;
    if (reading instanceof Error) return { field, outcome: reading };
    const answer = fieldAnswer(prepared, reading, principal.scopes.has('operator'));
    return { field, outcome: { prepared, answer } };
  });
}

/** Whether the data of the response depends on nothing but the data version and what the key of its answer says. */
function hasReusableAnswer({ collected, fields }: PreparedOperation): boolean {
  return (
    collected.namespaces !== null &&
    fields.every(
      (field) =>
        !(field instanceof Error) &&
        field.isPlain &&
        field.isCacheable &&
        !(['freshness', 'explain', 'error'] as const).some((kind) => hasPart(field, kind)),
    )
  );
}

function isPlain({ outcome }: ResolvedField): boolean {
  return outcome instanceof Error || outcome.prepared.isPlain;
}

async function executeByGraphql(request: ExecutionRequest, schema: GraphQLSchema): Promise<ExecutorResult> {
  const { data, errors } = (await execute({
    schema,
    document: request.document,
    operationName: request.operationName ?? null,
    variableValues: request.variables ?? null,
    contextValue: request.contextValue,
  })) as ExecutionResult;
  // In this order they stand in the response.
  return { ...(errors === undefined ? {} : { errors }), ...(data === undefined ? {} : { data }) };
}

function unknownOperation(operationName: string | null | undefined): GraphQLError {
  return new GraphQLError(
    operationName == null
      ? 'Name one of the operations in "operationName".'
      : `Unknown operation "${operationName}".`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}
