import { expect, test } from 'vitest';
import { defineReferences, referencesOf, referencingTypes } from '../../src/references/define-references.js';

const LEAD = { kind: 'oltp.leads', column: 'lead_id' } as const;
const TENANT = { kind: 'oltp.tenants', column: 'tenant_id' } as const;

test('the references of a table are declared once', () => {
  const type = defineReferences('content.once', { leadId: LEAD });
  expect(referencingTypes()).toContain(type);
  expect(() => defineReferences('content.once', { leadId: LEAD })).toThrow('declared twice');
});

test.each(['once', 'content.once; drop table x', 'Content.once', ''])('"%s" is no table', (table) => {
  expect(() => defineReferences(table, { leadId: LEAD })).toThrow('Not a qualified table name');
});

test('a column is a plain name', () => {
  const column = 'lead_id = lead_id --';
  expect(() => defineReferences('content.hostile', { leadId: { ...LEAD, column } })).toThrow('Not a column');
});

test('a record refers to what its fields name, in the order of the declaration, and null to nothing', () => {
  const type = defineReferences('content.ordered', { tenantId: TENANT, leadId: LEAD });
  expect(referencesOf(type, { leadId: 'b', tenantId: 'a' })).toEqual([
    { field: 'tenantId', reference: { kind: 'oltp.tenants', id: 'a' } },
    { field: 'leadId', reference: { kind: 'oltp.leads', id: 'b' } },
  ]);
  expect(referencesOf(type, { leadId: null })).toEqual([]);
});
