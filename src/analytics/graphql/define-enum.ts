import 'reflect-metadata';
import { registerEnumType } from 'type-graphql';

const names = new Map<object, string>();

/**
 * Registers a GraphQL enum whose values stand for themselves; tables store them in lower case.
 * @param values each value with its description, in their natural order.
 */
export function defineEnum<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Name>> {
  const keys = Object.keys(values) as Name[];
  const definition = Object.fromEntries(keys.map((key) => [key, key])) as Record<Name, Name>;
  const valuesConfig = Object.fromEntries(keys.map((key) => [key, { description: values[key] }]));
  registerEnumType(definition, { name, description, valuesConfig: valuesConfig as never });
  names.set(definition, name);
  return definition;
}

/** The GraphQL name of an enum that {@link defineEnum} has made. */
export function enumName(definition: object): string {
  const name = names.get(definition);
  if (name === undefined) throw new Error('An enum dimension needs an enum made by defineEnum()');
  return name;
}
