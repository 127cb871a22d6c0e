import DataLoader from 'dataloader';
import { requireDatabase, type Databases } from '../../tenancy/databases.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Statement } from '../../tenancy/statement.js';
import { getOrCreate } from './get-or-create.js';

/** What a uuid column refers to, and how many of them are read at once. */
export interface Entity<Value> {
  /** Which database holds them; analytics unless told. */
  readonly database?: keyof Databases;
  /** One statement for all ids; its first column is the id, the others are `fields` in order. */
  readonly statement: (ids: readonly string[]) => Statement;
  readonly fields: readonly (keyof Value & string)[];
}

type AnyEntity = Entity<Record<string, unknown>>;

const loadersByRequest = new WeakMap<RequestContext, Map<AnyEntity, DataLoader<string, unknown>>>();
const entities = new Map<string, AnyEntity>();

/** Says how objects of a GraphQL class are read by their ids, and returns it. */
export function registerEntity<Value extends object>(
  type: new () => Value,
  entity: Entity<Value>,
): Entity<Value> {
  entities.set(type.name, entity as unknown as AnyEntity);
  return entity;
}

/** How objects of the GraphQL type of this name are read; undefined where it is no entity. */
export function entityOf(typeName: string): AnyEntity | undefined {
  return entities.get(typeName);
}

/**
 * The entity with this id as the caller's tenant sees it, or null. All that one request asks for at once is read in one statement.
 * @throws SluiceError `CONFIGURATION` where the entity's database is not configured, and what a tenant transaction throws: a database that
 * does not answer never looks like a row that does not exist.
 */
export function loadEntity<Value>(
  request: RequestContext,
  entity: Entity<Value>,
  id: string,
): Promise<Value | null> {
  const kind = entity as unknown as AnyEntity;
  const loaders = getOrCreate(
    loadersByRequest,
    request,
    () => new Map<AnyEntity, DataLoader<string, unknown>>(),
  );
  const loader = getOrCreate(
    loaders,
    kind,
    () => new DataLoader((ids: readonly string[]) => readEntities(request, kind, ids)),
  );
  return loader.load(id) as Promise<Value | null>;
}

async function readEntities(
  request: RequestContext,
  entity: AnyEntity,
  ids: readonly string[],
): Promise<readonly unknown[]> {
  const database = requireDatabase(request.databases, entity.database ?? 'analytics');
  const [rows] = await database.tenantTransaction(request.principal.tenantId, [entity.statement(ids)], {
    signal: request.signal,
  });
  const found = new Map(
    rows!.map(([id, ...values]) => [
      id,
      Object.fromEntries([
        ['id', id],
        ...entity.fields.map((field, i): [string, unknown] => [field, values[i]]),
      ]),
    ]),
  );
  return ids.map((id) => found.get(id) ?? null);
}
