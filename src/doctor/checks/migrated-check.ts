import { createCatalogueCheck } from '../isolation-check.js';

/** In a database without Sluice's tables every other check would be green and mean nothing. */
export const migratedCheck = createCatalogueCheck({
  id: 'migrated',
  title: 'Sluice is installed in this database',
  severity: 'failed',
  text: `
    select format('The database "%s" has no table sluice.migrations.', current_database()), 'Run: sluice migrate'
    where not exists (
      select
      from pg_catalog.pg_class as c
      join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = 'sluice' and c.relname = 'migrations'
    )`,
});
