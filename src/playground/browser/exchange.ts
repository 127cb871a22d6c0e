/** How the last operation went over the wire. */
export type Exchange =
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly durationMs: number;
      readonly bytes: number;
      /** The id that the server's log knows this request by; null where the server did not say. */
      readonly requestId: string | null;
    }
  | {
      readonly kind: 'live';
      /** How many answers have come. */
      readonly answers: number;
      readonly isOpen: boolean;
    };

/** What GraphiQL asks. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}
