/** Items by the tenants they belong to, each tenant's in their order. */
export function byTenant<Item>(
  items: Iterable<Item>,
  tenantIdOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const tenants = new Map<string, Item[]>();
  for (const item of items) {
    const tenantId = tenantIdOf(item);
    const ofTenant = tenants.get(tenantId);
    if (ofTenant === undefined) tenants.set(tenantId, [item]);
    else ofTenant.push(item);
  }
  return tenants;
}
