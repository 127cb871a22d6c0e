import { describe, expect, test } from 'vitest';
import {
  createSearchSource,
  type SearchSourceOptions,
} from '../../../src/search/model/create-search-source.js';
import { searchRecord } from '../../../src/search/model/search-record.js';
import { variantFor } from '../../../src/search/model/variant-for.js';
import type { Scope } from '../../../src/tenancy/scope.js';

class Lead {
  id!: string;
  companyName!: string;
  notes!: string | null;
  phone!: string | null;
}

const OPTIONS: SearchSourceOptions<Lead> = {
  type: 'LEAD',
  description: 'Leads.',
  table: 'crm.leads',
  time: 'created_at',
  scopes: ['helpdesk:read'],
  title: 'companyName',
  fields: {
    companyName: { isName: true },
    notes: { weight: 'B' },
    phone: { isName: true, isCompound: true, scope: 'pii' },
  },
  filters: { author_id: 'owner_id', status: 'stage' },
  record: searchRecord(Lead, { id: 'id', companyName: 'company_name' }),
};
const scopes = (...held: Scope[]): ReadonlySet<Scope> => new Set(held);

describe('a search source', () => {
  test('has its columns in snake case, its defaults, and its filters in one order', () => {
    const source = createSearchSource(OPTIONS);
    expect(source.title).toEqual({
      name: 'companyName',
      column: 'company_name',
      weight: 'A',
      isName: true,
      isCompound: false,
      scope: null,
    });
    expect([...source.filters]).toEqual([
      ['status', 'stage'],
      ['author_id', 'owner_id'],
    ]);
    expect(source.language).toBeNull();
  });

  test('is searched without the fields of a scope that the caller lacks, and not at all without its own', () => {
    const source = createSearchSource(OPTIONS);
    const seen = (...held: Scope[]): unknown => {
      const variant = variantFor(source, scopes(...held));
      return variant && [variant.name, ...variant.fields.map(({ name }) => name)];
    };
    expect(seen('pii', 'records')).toBeNull();
    expect(seen()).toBeNull();
    expect(seen('helpdesk:read')).toEqual(['crm.leads', 'companyName', 'notes']);
    expect(seen('helpdesk:read', 'pii')).toEqual(['crm.leads:pii', 'companyName', 'notes', 'phone']);
  });

  test('has one variant where no field needs a scope', () => {
    const { variants } = createSearchSource({ ...OPTIONS, fields: { companyName: { weight: 'A' } } });
    expect(variants.map(({ name }) => name)).toEqual(['crm.leads']);
  });

  test('makes a record of a row', () => {
    const { record } = createSearchSource(OPTIONS);
    const lead = record.fromRow(['1', 'Acme']);
    expect(lead).toBeInstanceOf(Lead);
    expect(lead).toEqual({ id: '1', companyName: 'Acme' });
    expect(record.columns).toBe('id, company_name');
  });

  test.each<[string, Partial<SearchSourceOptions<Lead>>, string]>([
    ['a table without schema', { table: 'leads' }, 'must be written as schema.relation'],
    ['a column that would need quoting', { time: 'Created At' }, 'is not a plain lower-case SQL identifier'],
    [
      'a type that GraphQL has no such name for',
      { type: 'a lead' },
      'crm.leads: "a lead" is no name of a search type',
    ],
    ['a title that is no field', { title: 'id' }, 'crm.leads: the title "id" is none of its fields'],
    ['a title that not everybody may see', { title: 'phone' }, 'or needs a scope'],
    ['a field without weight', { fields: { companyName: {} } }, 'the field "companyName" has no weight'],
    [
      'a name of little weight',
      { fields: { companyName: { isName: true, weight: 'D' } } },
      'is a name, whose weight is A',
    ],
    [
      'fields of two narrower scopes',
      {
        fields: {
          companyName: { weight: 'A' },
          notes: { weight: 'B', scope: 'records' },
          phone: { weight: 'B', scope: 'pii' },
        },
      },
      'fields of one source need one scope at most, not records, pii',
    ],
  ])('is refused with %s', (_what, changed, message) => {
    expect(() => createSearchSource({ ...OPTIONS, ...changed })).toThrow(message);
  });
});
