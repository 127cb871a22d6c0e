import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../../analytics/graphql/at-most-per-operation.js';
import { isoFromMicroseconds, readInstant } from '../../../analytics/question/time-range.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { isUuid } from '../../../tenancy/uuid.js';
import { SluiceError } from '../../../errors/sluice-error.js';
import { assertAtMost } from '../assert-at-most.js';
import type { InputProblem } from '../input-problem.js';
import { EmailEventInput, EmailEventResult } from './email-event-types.js';
import { writeEmailEvents, type EmailEvent, type EmailEventOutcome } from './write-email-events.js';

const MAX_EVENTS = 1_000;
/** Each is a transaction of its own. */
const MAX_PER_OPERATION = 5;

const UNKNOWN_MESSAGE: InputProblem = {
  field: 'messageId',
  code: 'UNKNOWN',
  message: 'There is no such message that was sent.',
};

const PROBLEMS: Readonly<Record<EmailEventOutcome, InputProblem | null>> = {
  recorded: null,
  repeated: null,
  unknown: UNKNOWN_MESSAGE,
  archived: {
    field: 'messageId',
    code: 'ARCHIVED',
    message: 'The message was sent in a month that is archived, whose figures do not change any more.',
  },
  early: {
    field: 'occurredAt',
    code: 'BEFORE_SENT',
    message: 'Nothing happens to a message before it is sent.',
  },
  future: { field: 'occurredAt', code: 'IN_FUTURE', message: 'It has not happened yet.' },
};

/** What senders and receivers of messages report. */
@Resolver()
export class RecordEmailEventsMutation {
  @AtMostPerOperation(MAX_PER_OPERATION)
  @Mutation(() => [EmailEventResult], {
    nullable: true,
    description: `Records what happened to messages, each event accepted or not by itself, in order; at most ${MAX_EVENTS.toLocaleString('en')} at once. Told again, an event is accepted again and counts once. Needs the scope "outreach:write".`,
  })
  async recordEmailEvents(
    @Ctx() request: RequestContext,
    @Arg('events', () => [EmailEventInput], { description: 'What happened.' })
    events: readonly EmailEventInput[],
  ): Promise<readonly EmailEventResult[]> {
    assertScope(request.principal, 'outreach:write', '"recordEmailEvents"');
    assertAtMost(events, MAX_EVENTS, 'events', 'recorded');
    const read = events.map(readEvent);
    const outcomes = await writeEmailEvents(
      request,
      read.flatMap((event) => ('event' in event ? [event.event] : [])),
    );
    let written = 0;
    return read.map((each, i) => {
      const problem = 'event' in each ? PROBLEMS[outcomes[written++]!] : each.problem;
      return {
        messageId: events[i]!.messageId,
        accepted: problem === null,
        errors: problem === null ? [] : [problem],
      };
    });
  }
}

function readEvent({
  messageId,
  type,
  occurredAt,
}: EmailEventInput): { readonly event: EmailEvent } | { readonly problem: InputProblem } {
  if (!isUuid(messageId)) return { problem: UNKNOWN_MESSAGE };
  try {
    const us = readInstant(occurredAt, 'UTC', 'occurredAt');
    return {
      event: {
        messageId: messageId.toLowerCase(),
        type: type.toLowerCase(),
        occurredAt: isoFromMicroseconds(us),
      },
    };
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'BAD_USER_INPUT') throw error;
    return { problem: { field: 'occurredAt', code: 'INVALID', message: error.message } };
  }
}
