import { didYouMean } from '../../errors/did-you-mean.js';
import { SluiceError } from '../../errors/sluice-error.js';
import type { TableDescription } from '../table/table-description.js';
import type { ColumnMapping, Mapping, TenantMapping, ValueMapping } from './mapping.js';

/**
 * The mapping of a file whose columns are named like the dataset's own. `tenant_id` tells whose a row is; an id is made of `external_id`
 * where the file has no `id`. Columns that begin with an underscore are passed over, as those of a reject file are.
 * @param names the file's columns.
 * @throws SluiceError `BAD_USER_INPUT` for a column that the dataset does not have.
 */
export function createPlainMapping(table: TableDescription, names: readonly string[]): Mapping {
  const place = `the file's header`;
  const given = names.filter((name) => !name.startsWith('_'));
  const known = table.columns.map(({ name }) => name);
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The file's column "${unknown}" is no column of ${table.dataset}.${didYouMean(unknown, known)} Rename it in the file, or say with --mapping how the file is to be read.`,
    );
  }
  const columns: ColumnMapping[] = given
    .filter((name) => name !== 'tenant_id')
    .map((column) => ({ ...takenFrom(column), column, place }));
  if (!given.includes('id') && given.includes('external_id') && table.identity.includes('id')) {
    columns.push({ ...takenFrom('external_id'), idOf: table.dataset, column: 'id', place });
  }
  const tenant: TenantMapping | null = given.includes('tenant_id')
    ? { kind: 'id', ...takenFrom('tenant_id') }
    : null;
  return {
    name: table.dataset,
    description: '',
    namespace: table.dataset,
    source: { format: null, encoding: 'utf-8', delimiter: null, quote: '"' },
    nullValues: new Set(['']),
    tenant,
    main: { dataset: table.dataset, when: null, columns, place },
    also: [],
  };
}

function takenFrom(name: string): ValueMapping {
  return {
    source: { kind: 'column', name },
    clean: [],
    values: null,
    unlisted: { kind: 'keep' },
    fallback: null,
    time: null,
    idOf: null,
  };
}
