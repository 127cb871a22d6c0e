import DataLoader from 'dataloader';
import { requireDatabase, type Databases } from '../../tenancy/databases.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import type { Statement } from '../../tenancy/statement.js';
import { getOrCreate } from './get-or-create.js';

/** How the records under many parents are read at once. */
export interface Children<Value> {
  /** Which database holds them; analytics unless told. */
  readonly database?: keyof Databases;
  /** One statement for all parents, at most `first` records each; its first column is the parent's id, the others are `fields` in order. */
  readonly statement: (parentIds: readonly string[], first: number) => Statement;
  readonly fields: readonly (keyof Value & string)[];
}

type AnyChildren = Children<Record<string, unknown>>;

const loadersByRequest = new WeakMap<
  RequestContext,
  Map<AnyChildren, Map<number, DataLoader<string, unknown[]>>>
>();

/**
 * The records under one parent, in the statement's order. All parents of a request are read in one statement.
 * @throws SluiceError `CONFIGURATION` where the records' database is not configured, and what a tenant transaction throws.
 */
export function loadChildren<Value>(
  request: RequestContext,
  children: Children<Value>,
  parentId: string,
  first: number,
): Promise<Value[]> {
  const kind = children as unknown as AnyChildren;
  const kinds = getOrCreate(
    loadersByRequest,
    request,
    () => new Map<AnyChildren, Map<number, DataLoader<string, unknown[]>>>(),
  );
  const loaders = getOrCreate(kinds, kind, () => new Map<number, DataLoader<string, unknown[]>>());
  const loader = getOrCreate(
    loaders,
    first,
    () => new DataLoader((ids) => readChildren(request, kind, ids, first)),
  );
  return loader.load(parentId) as Promise<Value[]>;
}

async function readChildren(
  request: RequestContext,
  children: AnyChildren,
  parentIds: readonly string[],
  first: number,
): Promise<readonly unknown[][]> {
  const database = requireDatabase(request.databases, children.database ?? 'analytics');
  const [rows] = await database.tenantTransaction(
    request.principal.tenantId,
    [children.statement(parentIds, first)],
    { signal: request.signal },
  );
  const byParent = new Map<string, unknown[]>(parentIds.map((id) => [id, []]));
  for (const [parentId, ...values] of rows!) {
    byParent
      .get(parentId as string)
      ?.push(Object.fromEntries(children.fields.map((field, i) => [field, values[i]])));
  }
  return parentIds.map((id) => byParent.get(id)!);
}
