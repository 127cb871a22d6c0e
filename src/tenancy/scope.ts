/** Every scope a token can carry. What each one opens is said in docs/tokens.md. */
export const SCOPES = [
  'helpdesk:read',
  'outreach:read',
  'outreach:write',
  'records',
  'pii',
  'audit',
  'explain',
  'operator',
] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** Whether `value` is a scope that Sluice knows. */
export function isScope(value: string): value is Scope {
  return (SCOPES as readonly string[]).includes(value);
}
