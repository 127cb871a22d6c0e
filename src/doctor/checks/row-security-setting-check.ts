import { createCatalogueCheck } from '../isolation-check.js';

/** With `row_security = off` a query that a policy would filter fails instead: nothing leaks, and nothing is served either. */
export const rowSecuritySettingCheck = createCatalogueCheck({
  id: 'row-security-setting',
  title: 'row_security is on',
  severity: 'failed',
  text: `
    select 'The setting row_security is off for this connection.',
      format('alter role %I set row_security = on', session_user)
    where current_setting('row_security') <> 'on'`,
});
