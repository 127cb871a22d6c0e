import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** An argument's value as GraphQL writes it. */
export type WriteArgument = (type: GraphQLInputType) => string;

/**
 * A query for each field at the root, or in a namespace at the root such as `outreach`, with all that can be selected beneath it: what is added to the schema is
 * asked for without anybody adding it here.
 * @param write what an argument without which the field cannot be asked for is to be.
 * @returns the queries by the paths of their fields, such as `outreach.campaigns`.
 */
export function everyField(schema: GraphQLSchema, write: WriteArgument): ReadonlyMap<string, string> {
  const queries = new Map<string, string>();
  for (const root of fieldsOf(schema.getQueryType()!)) {
    if (!isNamespace(root)) {
      queries.set(root.name, `{ ${writeField(schema, root, write, [])!} }`);
      continue;
    }
    for (const field of fieldsOf(root.type)) {
      const written = writeField(schema, field, write, [getNamedType(root.type).name]);
      queries.set(`${root.name}.${field.name}`, `{ ${root.name} { ${written!} } }`);
    }
  }
  return queries;
}

function isNamespace(
  field: GraphQLField<unknown, unknown>,
): field is GraphQLField<unknown, unknown> & { type: GraphQLObjectType } {
  return field.args.length === 0 && isObjectType(getNamedType(field.type));
}

function fieldsOf(type: GraphQLOutputType): readonly GraphQLField<unknown, unknown>[] {
  const named = getNamedType(type);
  return isObjectType(named) ? Object.values(named.getFields()) : [];
}

/** Null where it is of a type that it lies in, which may not be asked for. */
function writeField(
  schema: GraphQLSchema,
  { name, args, type }: GraphQLField<unknown, unknown>,
  write: WriteArgument,
  ancestors: readonly string[],
): string | null {
  const selection = writeSelection(schema, type, write, ancestors);
  if (selection === null) return null;
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${write(arg.type)}`);
  return `${name}${given.length === 0 ? '' : `(${given.join(', ')})`} ${selection}`;
}

function writeSelection(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  write: WriteArgument,
  ancestors: readonly string[],
): string | null {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isAbstractType(named)) {
    // Members may have fields of one name and different types.
    const members = schema.getPossibleTypes(named).map((member) => {
      const fields = writeFields(schema, member, write, ancestors).map(
        (field) => `${member.name}_${field.trim().split(/\W/)[0]!}: ${field}`,
      );
      return `... on ${member.name} { ${fields.join(' ')} }`;
    });
    return `{ ${members.join(' ')} }`;
  }
  if (ancestors.includes(named.name)) return null;
  return `{ ${writeFields(schema, named, write, ancestors).join(' ')} }`;
}

function writeFields(
  schema: GraphQLSchema,
  type: GraphQLOutputType,
  write: WriteArgument,
  ancestors: readonly string[],
): readonly string[] {
  return fieldsOf(type).flatMap((field) => {
    const written = writeField(schema, field, write, [...ancestors, getNamedType(type).name]);
    return written === null ? [] : [written];
  });
}
