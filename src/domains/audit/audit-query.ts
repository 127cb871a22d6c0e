import { Args, Ctx, FieldResolver, ObjectType, Query, Resolver } from 'type-graphql';
import type { Page } from '../../analytics/graphql/page-type.js';
import { assertScope } from '../../tenancy/principal.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { AuditEntryPage, type AuditEntry } from './audit-entry.js';
import { AuditPageArguments } from './page-arguments.js';
import { readAuditEntries } from './read-audit-entries.js';

@ObjectType({ description: 'Who changed what.' })
export class Audit {}

@Resolver(() => Audit)
export class AuditQuery {
  @Query(() => Audit, {
    nullable: true,
    description: 'The audit trail of the token\'s tenant. Needs the scope "audit".',
  })
  audit(@Ctx() { principal }: RequestContext): Audit {
    assertScope(principal, 'audit', '"audit"');
    return new Audit();
  }

  @FieldResolver(() => AuditEntryPage, {
    nullable: true,
    description:
      "What was changed for the tenant, by mutations and by operators' commands, in all databases, newest first.",
  })
  entries(
    @Ctx() request: RequestContext,
    @Args(() => AuditPageArguments) { where, first, after }: AuditPageArguments,
  ): Promise<Page<AuditEntry>> {
    return readAuditEntries(request, request.principal.tenantId, {
      where: where ?? null,
      first,
      after: after ?? null,
    });
  }
}
