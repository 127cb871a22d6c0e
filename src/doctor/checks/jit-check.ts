import { createCatalogueCheck } from '../isolation-check.js';

/** No hole, but compiling has turned queries of 50 ms into seconds. */
export const jitCheck = createCatalogueCheck({
  id: 'jit',
  title: 'Just-in-time compilation is off',
  severity: 'warning',
  text: `
    select 'The setting jit is on for this connection: small queries may take seconds.',
      format('alter role %I set jit = off', session_user)
    where current_setting('jit') = 'on'`,
});
