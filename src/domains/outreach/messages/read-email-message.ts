import { isoFromMicroseconds, readInstant } from '../../../analytics/question/time-range.js';
import type { MessageToRecord } from '../../../content/message-to-record.js';
import { SluiceError } from '../../../errors/sluice-error.js';
import type { InputProblem } from '../input-problem.js';
import type { EmailMessageInput } from './email-message-types.js';

const MAX_KEY_LENGTH = 200;
/** RFC 5322, 2.1.1: no line of a message is longer. */
const MAX_SUBJECT_LENGTH = 998;
const MAX_BODY_BYTES = 1024 * 1024;
/** Clocks differ. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/** Half of a pair without the other. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A message, or all that is wrong about it as far as it tells by itself. */
export type ReadMessage =
  { readonly message: MessageToRecord } | { readonly problems: readonly InputProblem[] };

/** Reads one message. What it refers to is looked at later. */
export function readEmailMessage(input: EmailMessageInput, now: Date): ReadMessage {
  const { clientKey, body, sentAt } = input;
  const subject = input.subject ?? null;
  const time = readSentAt(sentAt, now);
  const problems = [
    clientKey.trim() === '' ? problem('clientKey', 'INVALID', 'clientKey is blank.') : null,
    clientKey.length > MAX_KEY_LENGTH ? tooLong('clientKey', `${MAX_KEY_LENGTH} characters`) : null,
    isText(clientKey) ? null : noText('clientKey'),
    subject !== null && subject.length > MAX_SUBJECT_LENGTH
      ? tooLong('subject', `${MAX_SUBJECT_LENGTH} characters`)
      : null,
    subject === null || isText(subject) ? null : noText('subject'),
    Buffer.byteLength(body, 'utf8') > MAX_BODY_BYTES ? tooLong('body', '1 MiB in UTF-8') : null,
    // Bodies are kept as bytes: what is no character would come back as another one.
    LONE_SURROGATE.test(body) ? noText('body') : null,
    typeof time === 'string' ? null : time,
  ].filter((each) => each !== null);
  if (problems.length > 0) return { problems };
  return {
    message: {
      clientKey,
      campaignId: input.campaignId.toLowerCase(),
      leadId: input.leadId.toLowerCase(),
      emailAccountId: input.emailAccountId.toLowerCase(),
      direction: input.direction === 'OUTBOUND' ? 'outbound' : 'inbound',
      subject,
      body,
      sentAt: time as string,
    },
  };
}

function readSentAt(text: string, now: Date): string | InputProblem {
  try {
    const us = readInstant(text, 'UTC', 'sentAt');
    if (us > (now.getTime() + MAX_AHEAD_MS) * 1000) {
      return problem('sentAt', 'IN_FUTURE', `sentAt is ${text}, which is in the future.`);
    }
    return isoFromMicroseconds(us);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'BAD_USER_INPUT') throw error;
    return problem('sentAt', 'INVALID', error.message);
  }
}

/** PostgreSQL keeps every character but NUL. */
function isText(text: string): boolean {
  return !LONE_SURROGATE.test(text) && !text.includes('\0');
}

function noText(field: string): InputProblem {
  return problem(field, 'INVALID', `${field} holds what is no character: NUL, or half of a surrogate pair.`);
}

function tooLong(field: string, limit: string): InputProblem {
  return problem(field, 'TOO_LONG', `${field} is longer than ${limit}.`);
}

function problem(field: string, code: string, message: string): InputProblem {
  return { field, code, message };
}
