import { createHash } from 'node:crypto';

/** The namespace that ids of imported tenants are named in. It is part of the format: changing it would import everything again. */
export const IMPORT_NAMESPACE = '6f1ab2f4-3c57-4f0e-9a51-2f4b1c6e0d35';

/** A version 5 UUID (RFC 9562, 5.5): the same for the same namespace and name, everywhere and for ever. */
export function namedUuid(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of the tenant that a mapping's namespace and key name. */
export function tenantIdOf(namespace: string, key: string): string {
  return namedUuid(IMPORT_NAMESPACE, `${namespace}:${key}`);
}

/** The id of the row that a tenant's dataset (`helpdesk.tickets`) has under an external key. */
export function rowIdOf(tenantId: string, dataset: string, key: string): string {
  return namedUuid(tenantId, `${dataset}:${key}`);
}
