import { createCatalogueCheck } from '../isolation-check.js';

/** Row-level security does not exist for a superuser. */
export const superuserCheck = createCatalogueCheck({
  id: 'superuser',
  title: 'The role is no superuser',
  severity: 'failed',
  text: `
    select format('The role "%s" is a superuser: no policy applies to it.', r.rolname),
      format('Point DATABASE_URL at sluice_gateway, or run: alter role %I nosuperuser', r.rolname)
    from pg_catalog.pg_roles as r
    where r.rolname in (session_user, current_user) and r.rolsuper`,
});
