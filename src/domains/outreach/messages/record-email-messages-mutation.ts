import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../../analytics/graphql/at-most-per-operation.js';
import type { MessageReference, RecordOutcome } from '../../../content/message-to-record.js';
import { recordMessages } from '../../../content/record-messages.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { assertAtMost } from '../assert-at-most.js';
import type { InputProblem } from '../input-problem.js';
import { EmailMessageInput, EmailMessageResult } from './email-message-types.js';
import { readEmailMessage } from './read-email-message.js';

const MAX_MESSAGES = 1_000;
/** Each is a transaction of its own. */
const MAX_PER_OPERATION = 5;

const REFERENCES: Readonly<Record<MessageReference, string>> = {
  tenantId: 'This tenant is not known to the platform.',
  campaignId: 'There is no such campaign.',
  leadId: 'There is no such lead.',
  emailAccountId: 'There is no such e-mail account.',
};

const CONFLICT: InputProblem = {
  field: 'clientKey',
  code: 'CONFLICT',
  message: 'Another message was recorded with this key. The same key is the same message.',
};
const DUPLICATE: InputProblem = {
  field: 'clientKey',
  code: 'DUPLICATE',
  message: 'An earlier message of this call has this key, and is another one.',
};

/** What senders and receivers of messages tell. */
@Resolver()
export class RecordEmailMessagesMutation {
  @AtMostPerOperation(MAX_PER_OPERATION)
  @Mutation(() => [EmailMessageResult], {
    nullable: true,
    description: `Records messages, each accepted or not by itself, in order; at most ${MAX_MESSAGES.toLocaleString('en')} at once. Told again, a message gets the same answer and is not written again. Needs the scope "outreach:write".`,
  })
  async recordEmailMessages(
    @Ctx() request: RequestContext,
    @Arg('messages', () => [EmailMessageInput], { description: 'The messages.' })
    messages: readonly EmailMessageInput[],
  ): Promise<readonly EmailMessageResult[]> {
    assertScope(request.principal, 'outreach:write', '"recordEmailMessages"');
    assertAtMost(messages, MAX_MESSAGES, 'messages', 'recorded');
    const read = messages.map((message) => readEmailMessage(message, request.now));
    const outcomes = await recordMessages(
      request,
      read.flatMap((each) => ('message' in each ? [each.message] : [])),
    );
    let told = 0;
    return read.map((each, i) => {
      const { clientKey } = messages[i]!;
      return 'message' in each
        ? toResult(clientKey, outcomes[told++]!)
        : { clientKey, accepted: false, id: null, errors: each.problems };
    });
  }
}

function toResult(clientKey: string, outcome: RecordOutcome): EmailMessageResult {
  if (outcome.kind === 'accepted') return { clientKey, accepted: true, id: outcome.id, errors: [] };
  return { clientKey, accepted: false, id: null, errors: problemsOf(outcome) };
}

function problemsOf(outcome: Exclude<RecordOutcome, { kind: 'accepted' }>): readonly InputProblem[] {
  switch (outcome.kind) {
    case 'unknown':
      return outcome.fields.map((field) => ({ field, code: 'UNKNOWN', message: REFERENCES[field] }));
    case 'conflicting':
      return [CONFLICT];
    case 'duplicate':
      return [DUPLICATE];
  }
}
