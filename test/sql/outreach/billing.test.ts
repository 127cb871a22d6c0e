import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';

describe.each(postgresVersions)('billing entries on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'A')`);
  });

  const bill = (amount: string): Promise<unknown> =>
    database.asMaintainer(
      TENANT,
      `insert into outreach.billing_entries (tenant_id, id, billed_at, item, quantity, amount)
       values ($1, gen_random_uuid(), '2026-03-01Z', 'credit', 1, $2)`,
      [TENANT, amount],
    );

  test.each(['NaN', 'Infinity', '1000000000000'])('refuse the amount %s', async (amount) => {
    await expect(bill(amount)).rejects.toThrow(/billing_entries_amount_is_number|numeric field overflow/);
  });

  test('take what is given back', async () => {
    await bill('-12.3456');
    expect(await database.asTenant(TENANT, 'select amount from outreach.billing_entries')).toEqual([
      { amount: '-12.3456' },
    ]);
  });
});
