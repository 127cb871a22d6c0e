import { createCatalogueCheck } from '../isolation-check.js';

/** PostgreSQL lets what is marked LEAKPROOF look at rows before a policy or barrier has dropped them. */
export const leakproofFunctionsCheck = createCatalogueCheck({
  id: 'leakproof-functions',
  title: 'No function was marked LEAKPROOF by hand',
  severity: 'failed',
  text: `
    select format('The function %s is marked LEAKPROOF: it may see rows before a policy drops them.', p.oid::regprocedure),
      format('alter function %s not leakproof', p.oid::regprocedure)
    from pg_catalog.pg_proc as p
    where p.proleakproof
      and (
        -- Brought by nobody's initdb and by no extension,
        p.oid >= 16384 and not exists (
          select from pg_catalog.pg_depend as e
          where e.classid = 'pg_catalog.pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e'
        )
        -- or one of those that people are advised to mark so that an index is used under a policy.
        or p.oid in (
          select o.oprcode from pg_catalog.pg_operator as o
          where o.oprname in ('@@', '~~', '~~*', '~', '@>', '<@', '&&', '?') and o.oid < 16384
        )
      )
    order by 1`,
});
