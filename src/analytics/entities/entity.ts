import DataLoader from 'dataloader';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Statement } from '../../tenancy/statement.js';

/** What a uuid column refers to, and how many of them are read at once. */
export interface Entity<Value> {
  /** One statement for all ids; its first column is the id, the others are `fields` in order. */
  readonly statement: (ids: readonly string[]) => Statement;
  readonly fields: readonly (keyof Value & string)[];
}

const loadersByRequest = new WeakMap<RequestContext, Map<Entity<never>, DataLoader<string, unknown>>>();
const entities = new Map<string, Entity<never>>();

/** Says how objects of a GraphQL class are read by their ids. */
export function registerEntity<Value extends object>(type: new () => Value, entity: Entity<Value>): void {
  entities.set(type.name, entity as unknown as Entity<never>);
}

/** How objects of the GraphQL type of this name are read; undefined where it is no entity. */
export function entityOf(typeName: string): Entity<never> | undefined {
  return entities.get(typeName);
}

/**
 * The entity with this id as the caller's tenant sees it, or null. All that one request asks for at once is read in one statement.
 */
export function loadEntity<Value>(
  request: RequestContext,
  entity: Entity<Value>,
  id: string,
): Promise<Value | null> {
  let loaders = loadersByRequest.get(request);
  if (loaders === undefined) loadersByRequest.set(request, (loaders = new Map()));
  let loader = loaders.get(entity as unknown as Entity<never>);
  if (loader === undefined) {
    loader = new DataLoader((ids: readonly string[]) => readEntities(request, entity, ids));
    loaders.set(entity as unknown as Entity<never>, loader);
  }
  return loader.load(id) as Promise<Value | null>;
}

async function readEntities<Value>(
  request: RequestContext,
  entity: Entity<Value>,
  ids: readonly string[],
): Promise<readonly (Value | null)[]> {
  const [rows] = await request.database.tenantTransaction(
    request.principal.tenantId,
    [entity.statement(ids)],
    {
      signal: request.signal,
    },
  );
  const found = new Map(
    rows!.map(([id, ...values]) => [
      id,
      Object.fromEntries([['id', id], ...entity.fields.map((field, i) => [field, values[i]])]),
    ]),
  );
  return ids.map((id) => (found.get(id) as Value | undefined) ?? null);
}
