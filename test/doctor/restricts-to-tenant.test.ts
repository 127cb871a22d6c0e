import { expect, test } from 'vitest';
import { restrictsToTenant } from '../../src/doctor/restricts-to-tenant.js';

const SETTING = `NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text)`;
const TENANT = `( SELECT (${SETTING})::uuid AS "nullif")`;

test.each([
  `(tenant_id = ${TENANT})`,
  `(tenant_id = (${SETTING})::uuid)`,
  `(${TENANT} = tenant_id)`,
  `((tenant_id)::text = current_setting('app.current_tenant_id'::text))`,
  `((tenant_id = ${TENANT}) AND (type = 'public'::text))`,
  `((store = 'a OR b'::text) AND (tenant_id = ${TENANT}))`,
  `(((tenant_id = ${TENANT}) AND (type = 'x'::text)) OR ((tenant_id = ${TENANT}) AND is_open))`,
  `("tenant id" = ${TENANT})`,
])('accepts %s', (expression) => expect(restrictsToTenant(expression)).toBe(true));

test.each([
  'true',
  `(tenant_id = tenant_id)`,
  `(tenant_id = '00000000-0000-4000-8000-000000000001'::uuid)`,
  `((tenant_id = ${TENANT}) OR (type = 'public'::text))`,
  `((tenant_id = ${TENANT}) OR true)`,
  `(tenant_id = COALESCE(${TENANT}, tenant_id))`,
  `(tenant_id = COALESCE(${TENANT}, '00000000-0000-4000-8000-000000000001'::uuid))`,
  `(tenant_id = CASE WHEN (${SETTING} IS NULL) THEN tenant_id ELSE ${TENANT} END)`,
  `(current_setting('app.current_tenant_id'::text, true) <> 'x'::text)`,
  `(tenant_id <> ${TENANT})`,
  `(NOT (tenant_id = ${TENANT}))`,
  `(tenant_id = ''' app.current_tenant_id '''::text)`,
  `('app.current_tenant_id'::text = 'app.current_tenant_id'::text)`,
])('refuses %s', (expression) => expect(restrictsToTenant(expression)).toBe(false));

test('follows a function that is known to return the tenant', () => {
  expect(restrictsToTenant('(tenant_id = sluice.tenant())', ['tenant'])).toBe(true);
  expect(restrictsToTenant('(tenant_id = sluice.tenant())')).toBe(false);
});
