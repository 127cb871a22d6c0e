import type { DocumentNode } from 'graphql';
import type { RequestContext } from '../../tenancy/request-context.js';

/** A parsed and validated operation, ready to be executed. */
export interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly contextValue: RequestContext;
}
