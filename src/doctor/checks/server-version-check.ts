import { createCatalogueCheck } from '../isolation-check.js';

/** Older servers lack `security_invoker` views and `nulls not distinct`, and nobody has tried Sluice's policies on them. */
export const serverVersionCheck = createCatalogueCheck({
  id: 'server-version',
  title: 'The server is PostgreSQL 15 or later',
  severity: 'failed',
  text: `
    select 'The server is PostgreSQL ' || current_setting('server_version') || '.',
      'Upgrade the server to PostgreSQL 15 or later.'
    where current_setting('server_version_num')::int < 150000`,
});
