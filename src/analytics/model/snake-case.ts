/** `createdAt` → `created_at`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `createdAt` → `CREATED_AT`, the GraphQL convention for enum values. */
export function screamingSnakeCase(name: string): string {
  return snakeCase(name).toUpperCase();
}
