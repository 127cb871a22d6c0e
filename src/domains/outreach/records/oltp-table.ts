import { registerEntity, type Entity } from '../../../analytics/entities/entity.js';

/** A table of the database oltp whose rows are records: read one by one, or page by page. */
export interface OltpTable<Value> {
  /** Schema-qualified. */
  readonly table: string;
  readonly entity: Entity<Value>;
  /** The select list: the id, then the entity's fields in order. */
  readonly select: string;
}

/**
 * Declares how objects of a GraphQL class are read from a table of `oltp`.
 * @param columns each field but the id, with its SQL.
 */
export function oltpTable<Value extends { id: string }>(
  type: new () => Value,
  table: string,
  columns: Readonly<Record<Exclude<keyof Value & string, 'id'>, string>>,
): OltpTable<Value> {
  const select = ['id', ...Object.values<string>(columns)].join(', ');
  const entity = registerEntity(type, {
    database: 'oltp',
    fields: Object.keys(columns) as (keyof Value & string)[],
    statement: (ids) => ({
      name: `sluice_entities ${table}`,
      text: `select ${select} from ${table} where id = any($1::uuid[])`,
      values: [ids],
    }),
  });
  return { table, entity, select };
}
