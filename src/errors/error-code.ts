/**
 * Every stable error code a client can see, with the HTTP status that the plain (non-GraphQL) routes
 * and failed authentication answer. GraphQL responses carry the code in `errors[].extensions.code`.
 * The names follow Apollo Server's where Apollo has one.
 */
export const ERROR_STATUS = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  QUERY_TOO_COMPLEX: 400,
  BODY_TOO_LARGE: 413,
  CONSTRAINT_VIOLATION: 422,
  RATE_LIMITED: 429,
  QUERY_TIMEOUT: 504,
  CANCELLED: 499,
  DATABASE_UNAVAILABLE: 503,
  ISSUER_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  CORRUPT_BODY: 500,
  UNSAFE_DATABASE: 500,
  CONFIGURATION: 500,
  INTERNAL_SERVER_ERROR: 500,
} as const;

/** One of the stable codes of {@link ERROR_STATUS}. */
export type ErrorCode = keyof typeof ERROR_STATUS;
