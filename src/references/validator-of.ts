import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import { requireDatabase } from '../tenancy/databases.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { CrossDatabaseValidator } from './cross-database-validator.js';

const validatorsByDatabase = new WeakMap<GatewayDatabase, CrossDatabaseValidator>();

/** From now on, references of requests that reach `oltp` through this door are validated so. */
export function keepValidator(oltp: GatewayDatabase, validator: CrossDatabaseValidator): void {
  validatorsByDatabase.set(oltp, validator);
}

/**
 * What tells this request whether its references hold. Where the process keeps no verdicts, each comes from the database.
 * @throws SluiceError `CONFIGURATION` where there is no `oltp`.
 */
export function validatorOf({ databases }: Pick<RequestContext, 'databases'>): CrossDatabaseValidator {
  const oltp = requireDatabase(databases, 'oltp');
  let validator = validatorsByDatabase.get(oltp);
  if (validator === undefined) {
    validator = new CrossDatabaseValidator({ database: oltp, cache: null });
    keepValidator(oltp, validator);
  }
  return validator;
}
