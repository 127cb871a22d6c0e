import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Executor } from '../analytics/execution/create-executor.js';
import { SluiceError } from '../errors/sluice-error.js';

/** `execute` for a transport that gives one answer and no more: a subscription is refused with what to do instead. */
export function queriesOnly(execute: Executor): Executor {
  return async (request) => {
    const operation = getOperationAST(request.document, request.operationName);
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      throw new SluiceError(
        'BAD_USER_INPUT',
        'A subscription is answered again and again: ask it over WebSocket (graphql-transport-ws), or with "accept: text/event-stream".',
      );
    }
    return execute(request);
  };
}
