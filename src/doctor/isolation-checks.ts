import type { IsolationCheck } from './isolation-check.js';
import { changeLogCheck } from './checks/change-log-check.js';
import { createPrivilegeCheck } from './checks/create-privilege-check.js';
import { extensionRelationsCheck } from './checks/extension-relations-check.js';
import { foreignAccessCheck } from './checks/foreign-access-check.js';
import { immutableTenantFunctionsCheck } from './checks/immutable-tenant-functions-check.js';
import { jitCheck } from './checks/jit-check.js';
import { largeObjectsCheck } from './checks/large-objects-check.js';
import { leakproofFunctionsCheck } from './checks/leakproof-functions-check.js';
import { materializedViewSchemasCheck } from './checks/materialized-view-schemas-check.js';
import { materializedViewsCheck } from './checks/materialized-views-check.js';
import { membershipCheck } from './checks/membership-check.js';
import { migratedCheck } from './checks/migrated-check.js';
import { ownershipCheck } from './checks/ownership-check.js';
import { roleAttributesCheck } from './checks/role-attributes-check.js';
import { rowLevelSecurityBypassCheck } from './checks/row-level-security-bypass-check.js';
import { rowSecuritySettingCheck } from './checks/row-security-setting-check.js';
import { rowsWithoutTenantCheck } from './checks/rows-without-tenant-check.js';
import { searchDocumentsCheck } from './checks/search-documents-check.js';
import { searchTriggersCheck } from './checks/search-triggers-check.js';
import { securityDefinerFunctionsCheck } from './checks/security-definer-functions-check.js';
import { serverFilesCheck } from './checks/server-files-check.js';
import { serverVersionCheck } from './checks/server-version-check.js';
import { superuserCheck } from './checks/superuser-check.js';
import { systemCataloguesCheck } from './checks/system-catalogues-check.js';
import { tablePoliciesCheck } from './checks/table-policies-check.js';
import { tableRowSecurityCheck } from './checks/table-row-security-check.js';
import { temporaryTablesCheck } from './checks/temporary-tables-check.js';
import { tenantSettingDefaultCheck } from './checks/tenant-setting-default-check.js';
import { triggerSettingCheck } from './checks/trigger-setting-check.js';
import { viewsCheck } from './checks/views-check.js';
import { writePrivilegesCheck } from './checks/write-privileges-check.js';

/** Every check in the order of the report: the server, the role, what it may do, what it may read, what it may call. */
export const ISOLATION_CHECKS: readonly IsolationCheck[] = [
  serverVersionCheck,
  superuserCheck,
  migratedCheck,
  rowLevelSecurityBypassCheck,
  roleAttributesCheck,
  membershipCheck,
  ownershipCheck,
  temporaryTablesCheck,
  createPrivilegeCheck,
  writePrivilegesCheck,
  triggerSettingCheck,
  rowSecuritySettingCheck,
  tenantSettingDefaultCheck,
  tableRowSecurityCheck,
  tablePoliciesCheck,
  viewsCheck,
  materializedViewsCheck,
  rowsWithoutTenantCheck,
  immutableTenantFunctionsCheck,
  leakproofFunctionsCheck,
  securityDefinerFunctionsCheck,
  systemCataloguesCheck,
  serverFilesCheck,
  materializedViewSchemasCheck,
  extensionRelationsCheck,
  largeObjectsCheck,
  foreignAccessCheck,
  changeLogCheck,
  searchTriggersCheck,
  searchDocumentsCheck,
  jitCheck,
];
