/** The media types of GraphQL over HTTP. */
export const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';
export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';

/** By far the most frequent `Accept` headers, and what they ask for. */
const PLAIN: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_RESPONSE_TYPE],
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_RESPONSE_TYPE],
]);

/** The content type for an `Accept` header that needs no negotiation, else null. */
export function plainMediaType(accept: string | undefined): string | null {
  return PLAIN.get(accept) ?? null;
}

/** Whether an `Accept` header asks for a stream of events: it names the media type itself, and not with a weight of zero. */
export function acceptsEventStream(accept: string | undefined): boolean {
  if (accept === undefined || PLAIN.has(accept)) return false;
  return accept
    .split(',')
    .some(
      (range) =>
        /^\s*text\/event-stream\s*(?:;|$)/i.test(range) && !/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range),
    );
}
