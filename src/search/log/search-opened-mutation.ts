import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../analytics/graphql/at-most-per-operation.js';
import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { openSources } from '../query/open-sources.js';
import { searchType } from '../query/search-type.js';
import { recordSearchOpening } from './record-search-opening.js';

const MAX_POSITION = 100_000;
/** Each is a transaction of its own. */
const MAX_PER_OPERATION = 20;

/** What a front end tells when a hit is opened: without it nobody knows whether searches lead anywhere. */
@Resolver()
export class SearchOpenedMutation {
  @AtMostPerOperation(MAX_PER_OPERATION)
  @Mutation(() => Boolean, {
    description:
      'Notes that a hit of a search was opened, once however often it is said. False where there is no such search or record. Needs the scopes of a search of this type.',
  })
  recordSearchOpened(
    @Ctx() request: RequestContext,
    @Arg('searchId', () => ID, { description: 'The search that found it.' }) searchId: string,
    @Arg('type', searchType, { description: 'What kind of record it is.' }) type: string,
    @Arg('id', () => ID, { description: 'The identifier of the record.' }) id: string,
    @Arg('position', () => Int, { nullable: true, description: 'Its place among the hits, from 1 on.' })
    position: number | null,
  ): Promise<boolean> {
    const [open] = openSources(request.principal, [type], '"recordSearchOpened"');
    if (position != null) assertFromOneTo('position', position, MAX_POSITION);
    return recordSearchOpening(request, {
      searchId,
      source: open!.source,
      recordId: id,
      position: position ?? null,
    });
  }
}
