import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { IsolationCheck } from './isolation-check.js';
import { ISOLATION_CHECKS } from './isolation-checks.js';
import type { IsolationCheckResult, IsolationReport } from './isolation-report.js';
import { superuserCheck } from './checks/superuser-check.js';

/**
 * Looks at everything that the role behind `database` can reach, over its own connection: its attributes and memberships, each
 * relation, policy, view and function. Changes nothing. What is looked at, and why, stands in docs/isolation.md.
 *
 * @throws SluiceError `DATABASE_UNAVAILABLE` when the database cannot be reached.
 */
export async function inspectIsolation(database: GatewayDatabase): Promise<IsolationReport> {
  const [identity] = await database.withoutTenant({
    text: `select session_user::text, current_database()::text, current_setting('server_version')`,
    values: [],
  });
  const [role, name, serverVersion] = identity!.map(String) as [string, string, string];
  const checks: IsolationCheckResult[] = [];
  let isSuperuser = false;
  for (const check of ISOLATION_CHECKS) {
    checks.push(isSuperuser ? skip(check) : await inspect(check, database));
    isSuperuser ||= check === superuserCheck && checks.at(-1)!.status === 'failed';
  }
  return {
    role,
    database: name,
    serverVersion,
    isSafe: checks.every(({ status }) => status !== 'failed'),
    checks,
  };
}

async function inspect(
  { id, title, severity, find }: IsolationCheck,
  database: GatewayDatabase,
): Promise<IsolationCheckResult> {
  const findings = await find(database);
  return { id, title, status: findings.length === 0 ? 'ok' : severity, findings };
}

/** PostgreSQL says yes to whatever a superuser is asked about: a hundred findings with one cause. */
function skip({ id, title }: IsolationCheck): IsolationCheckResult {
  return { id, title, status: 'skipped', findings: [] };
}
