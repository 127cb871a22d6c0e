import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../../analytics/graphql/at-most-per-operation.js';
import { validatorOf } from '../../../references/validator-of.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { assertAtMost } from '../assert-at-most.js';
import { REFERENCE_KIND_BY_NAME } from './reference-kind.js';
import { ReferenceInput, ReferenceVerdict } from './reference-types.js';

const MAX_REFERENCES = 10_000;
const MAX_PER_OPERATION = 5;

/** For who writes by another road, or wants to know before he collects a batch. What Sluice itself writes, it validates. */
@Resolver()
export class ValidateReferencesQuery {
  @AtMostPerOperation(MAX_PER_OPERATION)
  @Query(() => [ReferenceVerdict], {
    nullable: true,
    description: `Whether references to rows of outreach hold: a verdict for each, in order; at most ${MAX_REFERENCES.toLocaleString('en')} at once. A row may go at any time after. Needs the scope "outreach:write".`,
  })
  async validateReferences(
    @Ctx() request: RequestContext,
    @Arg('references', () => [ReferenceInput], { description: 'What is asked about.' })
    references: readonly ReferenceInput[],
  ): Promise<readonly ReferenceVerdict[]> {
    assertScope(request.principal, 'outreach:write', '"validateReferences"');
    assertAtMost(references, MAX_REFERENCES, 'references', 'validated');
    const verdicts = await validatorOf(request).validate(
      request.principal.tenantId,
      references.map(({ kind, id }) => ({ kind: REFERENCE_KIND_BY_NAME[kind], id })),
    );
    return references.map(({ kind, id }, i) => ({ kind, id, isKnown: verdicts[i] === 'KNOWN' }));
  }
}
