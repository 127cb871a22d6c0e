import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';

/** The gateway writes through narrow functions alone. `REFERENCES` probes other tenants' keys, `TRIGGER` plants code. */
export const writePrivilegesCheck = createCatalogueCheck({
  id: 'write-privileges',
  title: 'The role can write to no table',
  severity: 'failed',
  text: `
    with ${REACHABLE_GRANTS}
    select
      format('%s may be changed: %s is granted to %s.', r.name, string_agg(distinct g.privilege, ', '), t.names),
      format('revoke %s on %s from %s', lower(string_agg(distinct g.privilege, ', ')), r.name, t.names)
    from granted as g
    join relation as r on r.oid = g.oid
    join grantees as t on t.oid = g.oid
    where g.privilege in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')
    group by r.name, t.names
    order by 1`,
});
