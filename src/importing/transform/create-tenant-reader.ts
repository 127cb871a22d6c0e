import { SluiceError } from '../../errors/sluice-error.js';
import type { Mapping } from '../mapping/mapping.js';
import type { RowProblem, SourceRow } from '../source/source-row.js';
import { createTypeCheck } from './create-type-check.js';
import { createValueReader, shortened } from './create-value-reader.js';
import { tenantIdOf } from './named-uuid.js';

/** Whose a row is. */
export interface TenantOfRow {
  readonly id: string;
  /** The name to make the tenant with; null where it must exist. */
  readonly name: string | null;
}

const MAX_CACHED_TENANTS = 10_000;
const UUID = createTypeCheck('uuid')!;

/**
 * Makes the function that tells whose a row is.
 * @throws SluiceError `BAD_USER_INPUT` where the mapping does not say.
 */
export function createTenantReader(
  mapping: Mapping,
  indexOf: (name: string) => number,
): (values: SourceRow['values']) => TenantOfRow | RowProblem {
  const { tenant, namespace } = mapping;
  if (tenant === null) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `The mapping "${mapping.name}" does not say whose the rows are. Give it a "tenant", or name the tenant with --tenant <id>.`,
    );
  }
  const read = createValueReader(tenant, 'tenant', indexOf, mapping.nullValues);
  const known = new Map<string, TenantOfRow>();
  return (values) => {
    const text = read(values);
    if (text === null)
      return { reason: 'tenant_missing', detail: 'The row does not say whose it is: the tenant is empty.' };
    if (typeof text === 'object') return text;
    const cached = known.get(text);
    if (cached !== undefined) return cached;
    const check = tenant.kind === 'id' ? UUID(text) : createTypeCheck('text')!(text);
    if ('refusal' in check)
      return { reason: 'tenant_invalid', detail: `The tenant "${shortened(text)}" ${check.refusal}.` };
    const found =
      tenant.kind === 'id'
        ? { id: text.toLowerCase(), name: null }
        : { id: tenantIdOf(namespace, text), name: text };
    if (known.size >= MAX_CACHED_TENANTS) known.clear();
    known.set(text, found);
    return found;
  };
}
