import type { ApolloServer } from '@apollo/server';
import { getOperationAST, OperationTypeNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { messageOf } from '../../errors/message-of.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { AnswerStream } from '../../live/answer-stream.js';
import { evaluateQuestion, type Evaluator } from '../../live/evaluate-question.js';
import type { LiveHub } from '../../live/live-hub.js';
import { readLiveQuestion, type LiveOperation, type LiveQuestion } from '../../live/live-question.js';
import type { Principal } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { assertShallowVariables } from '../assert-shallow-variables.js';
import type { ErrorFormatter } from '../create-error-formatter.js';
import type { KnownOperations } from '../known-operations.js';
import { prepareOperation, type AskedOperation } from '../prepare-operation.js';

/** What changes data has one answer, and must not be sent again by a client that only connects anew. */
const MUTATION_REFUSED = new SluiceError(
  'BAD_USER_INPUT',
  'A mutation is answered once: send it in a POST that accepts application/json.',
);

/** An operation's answers, or why it has none. */
export type OpenedOperation =
  | { readonly operation: LiveOperation; readonly answers: AnswerStream }
  | { readonly errors: readonly GraphQLFormattedError[] };

export interface OperationStreamsOptions {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly known: KnownOperations;
  readonly hub: LiveHub;
  readonly evaluator: Evaluator;
  readonly formatError: ErrorFormatter;
}

/** Makes a stream of answers out of any operation, for the transports that can carry one: of a query's single answer too. */
export class OperationStreams {
  readonly #options: OperationStreamsOptions;

  constructor(options: OperationStreamsOptions) {
    this.#options = options;
  }

  /** Opens what is asked in the name of `principal`, after all that a query has to pass. Never rejects. */
  async open(asked: AskedOperation, principal: Principal): Promise<OpenedOperation> {
    const { schema, apollo, known, hub, formatError } = this.#options;
    try {
      const operation = await prepareOperation(asked, apollo, known);
      if ('errors' in operation) return operation;
      const { operation: type } = getOperationAST(operation.document, operation.operationName)!;
      if (type === OperationTypeNode.MUTATION) throw MUTATION_REFUSED;
      assertShallowVariables(operation.variables);
      const question = readLiveQuestion(schema, operation, principal);
      if ('errors' in question) {
        return { errors: question.errors.map((error) => formatError(error.toJSON(), error)) };
      }
      const answers =
        type === OperationTypeNode.SUBSCRIPTION ? hub.subscribe(question) : this.#answerOnce(question);
      return { operation, answers };
    } catch (error) {
      return { errors: [formatError(shapeOf(error), error)] };
    }
  }

  #answerOnce(question: LiveQuestion): AnswerStream {
    const gone = new AbortController();
    const stream = new AnswerStream({ onEnd: () => gone.abort(), onTaken: () => undefined });
    void evaluateQuestion(question, this.#options.evaluator, gone.signal).then(({ answer }) => {
      stream.offer(answer);
      stream.end();
    });
    return stream;
  }
}

function shapeOf(error: unknown): GraphQLFormattedError {
  return { message: messageOf(error) };
}
