import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { AnswerKey } from '../../cache/answer-cache.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { answerFields, type FieldAnswer } from './answer-fields.js';
import type { PreparedField } from './analytic-part.js';
import type { ExecutionRequest } from './execution-request.js';
import {
  collectAnalyticFields,
  fragmentsOf,
  type AnalyticFieldNode,
  type CollectedOperation,
  type OperationContext,
} from './collect-analytic-fields.js';
import { prepareField, type PlanningContext } from './prepare-field.js';
import { PreparedOperations, type PreparedOperation } from './prepared-operations.js';
import { RawData } from './raw-data.js';
import { provideAnswers, type ResolvedField } from './resolved-answers.js';
import { selectValue } from './select-value.js';

/** The data is {@link RawData} where PostgreSQL has written it, else an object. */
export interface ExecutorResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /**
   * All that the data depends on, with the version of the data that it shows; HTTP makes its `ETag` of it. Only where there are no errors and it
   * depends on nothing else: no records, no `freshness`, no `explain`, no `cache: NONE`.
   */
  readonly key?: AnswerKey;
}

export type Executor = (request: ExecutionRequest) => Promise<ExecutorResult>;

export interface ExecutorOptions extends PlanningContext {
  readonly schema: GraphQLSchema;
}

const MAX_VARIABLE_ERRORS = 10;

/**
 * Executes operations. Every analytic field, wherever it stands, is read from the selection before GraphQL's execution begins, and
 * all of them are answered in one transaction. An operation that is analytic throughout is then put together as text;
 * any other goes through GraphQL's execution, whose resolvers find the answers ready.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  const operations = new PreparedOperations();
  return async (request) => {
    const { document, operationName, variables, contextValue } = request;
    const operation = getOperationAST(document, operationName);
    if (operation == null) return { errors: [unknownOperation(operationName)] };
    const executeByGraphql = async (): Promise<ExecutorResult> =>
      execute({
        schema: options.schema,
        document,
        operationName: operationName ?? null,
        variableValues: variables ?? null,
        contextValue,
      }) as Promise<ExecutionResult>;
    if (operation.operation !== 'query') return executeByGraphql();

    const states = options.states.current();
    let prepared = operations.find(request, states);
    if (prepared === undefined) {
      const outcome = await prepareOperation(operation, request, options);
      if ('errors' in outcome) return outcome;
      prepared = outcome;
      operations.remember(request, states, prepared);
    }
    const resolved = await answerOperation(prepared, request.contextValue);
    if (prepared.collected.namespaces !== null && resolved.every(isPlain)) {
      return writeResult(prepared.collected, resolved, prepared.context);
    }
    provideAnswers(request.contextValue, resolved);
    return executeByGraphql();
  };
}

async function prepareOperation(
  operation: OperationDefinitionNode,
  request: ExecutionRequest,
  options: ExecutorOptions,
): Promise<PreparedOperation | { readonly errors: readonly GraphQLError[] }> {
  const { schema } = options;
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, {
    maxErrors: MAX_VARIABLE_ERRORS,
  });
  if (coerced.errors !== undefined) return { errors: coerced.errors };
  const context: OperationContext = {
    schema,
    fragments: fragmentsOf(request.document),
    variables: coerced.coerced,
  };
  const collected = collectAnalyticFields(operation, context);
  const fields = await Promise.all(
    collected.fields.map((field) =>
      prepareField(field, context, request.contextValue, options).catch(asError),
    ),
  );
  return { context, collected, fields };
}

async function answerOperation(
  { collected, fields }: PreparedOperation,
  request: RequestContext,
): Promise<readonly ResolvedField[]> {
  const answerable = fields.filter((each): each is PreparedField => !(each instanceof Error));
  const answers = await answerFields(answerable, request).catch(asError);
  return collected.fields.map((field, index) => {
    const own = fields[index]!;
    if (own instanceof Error) return { field, outcome: own };
    if (answers instanceof Error) return { field, outcome: answers };
    return { field, outcome: { prepared: own, answer: answers[answerable.indexOf(own)]! } };
  });
}

function isPlain({ outcome }: ResolvedField): boolean {
  return outcome instanceof Error || outcome.prepared.isPlain;
}

/** Puts the response's data together from what PostgreSQL has written. */
function writeResult(
  collected: CollectedOperation,
  resolved: readonly ResolvedField[],
  operation: OperationContext,
): ExecutorResult {
  const errors: GraphQLError[] = [];
  const outcomes = new Map(resolved.map(({ field, outcome }) => [field, outcome]));
  const namespaces = collected.namespaces!.map(({ responseName, entries }) => {
    const members = entries.map((entry) => {
      if ('constant' in entry) return member(entry.responseName, JSON.stringify(entry.constant));
      const outcome = outcomes.get(entry)!;
      if (outcome instanceof Error) {
        errors.push(locate(outcome, entry.nodes, entry.path));
        return member(entry.path[1], 'null');
      }
      return member(entry.path[1], writeField(entry, outcome.prepared, outcome.answer, operation, errors));
    });
    return member(responseName, `{${members.join(',')}}`);
  });
  const data = new RawData(`{${namespaces.join(',')}}`);
  return errors.length === 0 ? { data } : { data, errors };
}

function writeField(
  field: AnalyticFieldNode,
  prepared: PreparedField,
  answer: FieldAnswer,
  operation: OperationContext,
  errors: GraphQLError[],
): string {
  const members = prepared.parts.map((part) => {
    const own = answer.get(part)!;
    switch (own.kind) {
      case 'json':
        return member(part.responseName, own.json);
      case 'constant':
        return member(part.responseName, JSON.stringify(own.text));
      case 'error':
        errors.push(
          locate(own.error, (part as { nodes: readonly FieldNode[] }).nodes, [
            ...field.path,
            part.responseName,
          ]),
        );
        return member(part.responseName, 'null');
      case 'freshness':
      case 'explain': {
        const { type, nodes } = part as Extract<typeof part, { kind: 'freshness' | 'explain' }>;
        return member(part.responseName, JSON.stringify(selectValue(own.value, type, nodes, operation)));
      }
    }
  });
  return `{${members.join(',')}}`;
}

function member(responseName: string, json: string): string {
  return `${JSON.stringify(responseName)}:${json}`;
}

function locate(error: Error, nodes: readonly FieldNode[], path: readonly string[]): GraphQLError {
  if (error instanceof GraphQLError && error.path !== undefined) return error;
  return new GraphQLError(error.message, { nodes: [...nodes], path: [...path], originalError: error });
}

function asError(error: unknown): Error {
  return error instanceof Error
    ? error
    : new Error('Something that is no error was thrown', { cause: error });
}

function unknownOperation(operationName: string | null | undefined): GraphQLError {
  return new GraphQLError(
    operationName == null
      ? 'Name one of the operations in "operationName".'
      : `Unknown operation "${operationName}".`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  );
}
