import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';

/** Row-level security does not work on materialized views (D3): only barrier views over them may be readable. */
export const materializedViewsCheck = createCatalogueCheck({
  id: 'materialized-views',
  title: 'No materialized view is readable',
  severity: 'failed',
  text: `
    with ${REACHABLE_GRANTS}
    select format('The materialized view %s is readable: it holds the rows of all tenants.', r.name),
      format('revoke all on %s from %s', r.name, t.names)
    from relation as r
    join grantees as t on t.oid = r.oid
    where r.relkind = 'm' and r.oid in (select g.oid from granted as g where g.privilege = 'SELECT')
    order by r.name`,
});
