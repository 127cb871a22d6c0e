import { Args, Ctx, FieldResolver, Resolver } from 'type-graphql';
import { INSTALLATION_ID } from '../../tenancy/installation-id.js';
import type { Page } from '../../analytics/graphql/page-type.js';
import { assertScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { Operator } from '../operator/operator-query.js';
import { AuditEntryPage, type AuditEntry } from './audit-entry.js';
import { AuditPageArguments } from './page-arguments.js';
import { readAuditEntries } from './read-audit-entries.js';

/** What operators did to the installation as a whole, for operators: no tenant's token sees it, and it holds no tenant's entries. */
@Resolver(() => Operator)
export class OperatorAudit {
  @FieldResolver(() => AuditEntryPage, {
    nullable: true,
    description:
      'What operators did to the installation as a whole, in all databases, newest first. Needs the scope "audit", too.',
  })
  auditEntries(
    @Ctx() request: RequestContext,
    @Args(() => AuditPageArguments) { where, first, after }: AuditPageArguments,
  ): Promise<Page<AuditEntry>> {
    assertScope(request.principal, 'operator', '"operator.auditEntries"');
    assertScope(request.principal, 'audit', '"operator.auditEntries"');
    return readAuditEntries(request, INSTALLATION_ID, {
      where: where ?? null,
      first,
      after: after ?? null,
    });
  }
}
