/** What an entry may say of a state: ids, names of settings, numbers. Never a text somebody wrote, an address, or a secret. */
export type AuditValue =
  string | number | boolean | null | readonly AuditValue[] | { readonly [name: string]: AuditValue };

/** The state that a change left behind or made: ids and settings, by name. */
export type AuditDetails = { readonly [name: string]: AuditValue };

/** As a parameter of the type `jsonb`. */
export function toJsonParameter(details: AuditDetails | null): string | null {
  return details === null ? null : JSON.stringify(details);
}
