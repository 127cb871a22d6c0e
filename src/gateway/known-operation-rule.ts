import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** Refuses mutations, of which the schema has none: graphql-js would find out only when it executes them. */
export function knownOperationRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation) != null) return;
      context.reportError(
        new GraphQLError(`The schema has no ${node.operation}s, only queries and subscriptions.`, {
          nodes: node,
        }),
      );
    },
  };
}
