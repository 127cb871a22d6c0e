import type { Client } from 'graphql-ws';
import type { Exchange, GraphQLRequest } from './exchange.js';

/** Who is told of a subscription's answers, as GraphiQL wants to be. */
interface Observer {
  next(result: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** A subscription in the form that GraphiQL takes: it begins with `subscribe`, and its square button calls `unsubscribe`. */
export function subscribeLive(
  client: Client,
  request: GraphQLRequest,
  onExchange: (exchange: Exchange) => void,
): { subscribe(observer: Observer): { unsubscribe(): void } } {
  return {
    subscribe: (observer) => {
      let answers = 0;
      const tell = (isOpen: boolean): void => onExchange({ kind: 'live', answers, isOpen });
      tell(true);
      const unsubscribe = client.subscribe(request as never, {
        next: (result) => {
          answers++;
          tell(true);
          observer.next(result);
        },
        error: (error) => {
          tell(false);
          // What the server has against the operation comes as GraphQL's errors.
          if (Array.isArray(error)) {
            observer.next({ errors: error });
            observer.complete();
          } else {
            observer.error(explain(error));
          }
        },
        complete: () => {
          tell(false);
          observer.complete();
        },
      });
      return { unsubscribe };
    },
  };
}

/** A closed connection as an error with words. */
function explain(error: unknown): Error {
  if (error instanceof Error) return error;
  const { code, reason } = error as { code?: number; reason?: string };
  return new Error(reason ? `${reason} (${code})` : `The connection was closed (${code ?? 'no code'}).`);
}
