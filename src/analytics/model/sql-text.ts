const IDENTIFIER = /^[a-z_][a-z0-9_]*$/;

/**
 * An identifier of the model, checked at start-up. Only names written by a dataset's author come through here: a request
 * never names a column.
 * @throws Error where the name would need quoting.
 */
export function identifier(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`"${name}" is not a plain lower-case SQL identifier`);
  return name;
}

/** A schema-qualified relation name such as `helpdesk.tickets`, each part checked like {@link identifier}. */
export function qualifiedName(name: string): string {
  const parts = name.split('.');
  if (parts.length !== 2) throw new Error(`"${name}" must be written as schema.relation`);
  return parts.map(identifier).join('.');
}

/** A constant of the model as an SQL literal; values of a request are always parameters instead. */
export function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return String(value);
}
