import { createCatalogueCheck } from '../isolation-check.js';

/** `BYPASSRLS` turns every policy off, forced or not. */
export const rowLevelSecurityBypassCheck = createCatalogueCheck({
  id: 'bypass-rls',
  title: 'The role has no BYPASSRLS',
  severity: 'failed',
  text: `
    select format('The role "%s" has BYPASSRLS: no policy applies to it.', r.rolname),
      format('alter role %I nobypassrls', r.rolname)
    from pg_catalog.pg_roles as r
    where r.rolname in (session_user, current_user) and r.rolbypassrls`,
});
