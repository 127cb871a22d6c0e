import 'reflect-metadata';
import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';
import { missingScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Scope } from '../../tenancy/scope.js';

const EXTENSION = 'sluiceScope';

/** Only tokens with `scope` may read this field of a record; for others it is null with an error that names the scope. */
export function RequiresScope(scope: Scope): PropertyDecorator & MethodDecorator {
  return Extensions({ [EXTENSION]: scope });
}

/** Puts the check before the resolver of every field that {@link RequiresScope} marks. Fields without mark pay nothing. */
export function bindScopes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const scope = field.extensions[EXTENSION] as Scope | undefined;
      if (scope === undefined) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      const what = `"${type.name}.${field.name}"`;
      field.resolve = (source: unknown, args, context: RequestContext, info): unknown => {
        if (!context.principal.scopes.has(scope)) throw missingScope(scope, what);
        return resolve(source, args, context, info);
      };
    }
  }
}
