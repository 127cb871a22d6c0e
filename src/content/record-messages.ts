import { auditStatement } from '../audit/audit-statement.js';
import { SluiceError } from '../errors/sluice-error.js';
import { referencesOf } from '../references/define-references.js';
import { holdReferences, type HeldReferences } from '../references/hold-references.js';
import type { Reference } from '../references/reference.js';
import { EMAIL_MESSAGES } from '../references/referencing-tables.js';
import { validatorOf } from '../references/validator-of.js';
import { requireDatabase } from '../tenancy/databases.js';
import type { RequestContext } from '../tenancy/request-context.js';
import { encodeBody, type EncodedBody } from './body-codec.js';
import { firstByKey } from './first-by-key.js';
import type { MessageReference, MessageToRecord, RecordOutcome } from './message-to-record.js';
import { readWritten, recordStatement, type WrittenMessage } from './record-statement.js';

/** A message, its text as it is to be kept, and which of its references are unknown. */
interface CheckedMessage {
  readonly message: MessageToRecord;
  readonly body: EncodedBody;
  readonly unknown: readonly MessageReference[];
}

/**
 * Records messages of the request's tenant, each by itself: those whose references are right are written, all in one transaction, with their bodies, their
 * deliveries on the way to the figures, and an entry of the audit trail. A message that is known by its key is not written again.
 *
 * What they refer to is held in `oltp` from before they are written until they are committed, so that none of it goes meanwhile. Where the holding is
 * lost all the same, it is looked again, and what has lost its reference is taken back before anybody hears of it.
 *
 * @returns what became of each, in order.
 * @throws SluiceError `CONFIGURATION` without the databases oltp and content, what the doors throw, and `DATABASE_UNAVAILABLE` where it is not known
 *   what became of the messages: to tell them again is safe.
 */
export async function recordMessages(
  request: RequestContext,
  messages: readonly MessageToRecord[],
): Promise<readonly RecordOutcome[]> {
  const { firsts, outcomesOfAll } = firstByKey(messages);
  if (firsts.length === 0) return [];
  requireDatabase(request.databases, 'content');
  const [unknown, bodies] = await Promise.all([unknownReferences(request, firsts), encodeBodies(firsts)]);
  const checked = firsts.map((message, i) => ({ message, body: bodies[i]!, unknown: unknown[i]! }));
  return outcomesOfAll(await writeChecked(request, checked));
}

function unknownReferences(
  request: RequestContext,
  messages: readonly MessageToRecord[],
): Promise<readonly (readonly MessageReference[])[]> {
  const { tenantId } = request.principal;
  return validatorOf(request).unknownFields(
    tenantId,
    EMAIL_MESSAGES,
    messages.map((message) => ({ ...message, tenantId })),
  );
}

/** Many leads get the same text. */
function encodeBodies(messages: readonly MessageToRecord[]): Promise<readonly EncodedBody[]> {
  const encoded = new Map<string, Promise<EncodedBody>>();
  return Promise.all(
    messages.map(({ body }) => {
      let encoding = encoded.get(body);
      if (encoding === undefined) encoded.set(body, (encoding = encodeBody(body)));
      return encoding;
    }),
  );
}

async function writeChecked(
  request: RequestContext,
  checked: readonly CheckedMessage[],
): Promise<readonly RecordOutcome[]> {
  const { databases, principal, signal } = request;
  const references = checked.flatMap((each) =>
    each.unknown.length === 0 ? referencesIn(request, each) : [],
  );
  // Nothing will be written, and yet a message may be known by its key.
  if (references.length === 0) return write(request, checked, null);
  const { value: outcomes, isCommitted } = await holdReferences(
    requireDatabase(databases, 'oltp'),
    principal.tenantId,
    references,
    (held) =>
      write(
        request,
        checked.map((each) => ({ ...each, unknown: [...each.unknown, ...lostFields(request, each, held)] })),
        held,
      ),
    signal,
  );
  return isCommitted ? outcomes : takeBackLost(request, checked, outcomes);
}

/** Commits only if all references have been held until then; the answer to the commit is what remains. */
async function write(
  request: RequestContext,
  checked: readonly CheckedMessage[],
  held: HeldReferences | null,
): Promise<readonly RecordOutcome[]> {
  const { databases, principal, signal } = request;
  const statement = recordStatement(
    request,
    checked.map(({ message, body, unknown }) => ({ message, body, isWritable: unknown.length === 0 })),
  );
  const { value, isCommitted } = await requireDatabase(databases, 'content').holding(
    principal.tenantId,
    [statement],
    async ({ rows }) => {
      await held?.assertHeld();
      return readWritten(rows[0]!);
    },
    { signal },
  );
  if (!isCommitted) throw unclear();
  return value.map((written, i) => toOutcome(written, checked[i]!.unknown));
}

/** The holding was lost around the time of the commit: what has no reference by now is removed, as if it had come too late. */
async function takeBackLost(
  request: RequestContext,
  checked: readonly CheckedMessage[],
  outcomes: readonly RecordOutcome[],
): Promise<readonly RecordOutcome[]> {
  const { databases, principal } = request;
  const written = checked.filter((_, i) => isNew(outcomes[i]!));
  if (written.length === 0) return outcomes;
  const { value } = await holdReferences(
    requireDatabase(databases, 'oltp'),
    principal.tenantId,
    written.flatMap((each) => referencesIn(request, each)),
    async (held) => {
      const checkedAgain = outcomes.map((outcome, i): RecordOutcome => {
        const fields = isNew(outcome) ? lostFields(request, checked[i]!, held) : [];
        return fields.length === 0 ? outcome : { kind: 'unknown', fields };
      });
      const lost = outcomes.flatMap((outcome, i) =>
        outcome.kind === 'accepted' && checkedAgain[i]!.kind === 'unknown' ? [outcome.id] : [],
      );
      if (lost.length > 0) await takeBack(request, lost);
      return checkedAgain;
    },
  );
  return value;
}

/** What was recorded long ago is no longer anybody's to take back. */
function isNew(outcome: RecordOutcome): boolean {
  return outcome.kind === 'accepted' && outcome.isNew;
}

async function takeBack(request: RequestContext, ids: readonly string[]): Promise<void> {
  const entry = auditStatement(request, {
    action: 'recordEmailMessages',
    target: 'content.email_messages',
    before: { messages: ids.length, messageIds: ids },
    after: null,
  });
  const statement = {
    name: 'sluice_take_back_messages',
    text: 'select content.take_back_messages($1::uuid[])',
    values: [ids],
  };
  await requireDatabase(request.databases, 'content').tenantTransaction(
    request.principal.tenantId,
    [statement, entry],
    { isReadWrite: true },
  );
}

function referencesIn({ principal }: RequestContext, { message }: CheckedMessage): readonly Reference[] {
  return named(principal.tenantId, message).map(({ reference }) => reference);
}

function lostFields(
  { principal }: RequestContext,
  { message, unknown }: CheckedMessage,
  held: HeldReferences,
): readonly MessageReference[] {
  if (unknown.length > 0) return [];
  return named(principal.tenantId, message)
    .filter(({ reference }) => !held.has(reference))
    .map(({ field }) => field);
}

function named(
  tenantId: string,
  message: MessageToRecord,
): readonly { readonly field: MessageReference; readonly reference: Reference }[] {
  return referencesOf(EMAIL_MESSAGES, { ...message, tenantId }).map(({ field, reference }) => ({
    field,
    reference: { ...reference, id: reference.id.toLowerCase() },
  }));
}

function toOutcome({ id, outcome }: WrittenMessage, unknown: readonly MessageReference[]): RecordOutcome {
  switch (outcome) {
    case 'recorded':
    case 'repeated':
      return { kind: 'accepted', id: id!, isNew: outcome === 'recorded' };
    case 'conflicting':
      return { kind: 'conflicting' };
    case 'unwritten':
      return { kind: 'unknown', fields: unknown };
  }
}

function unclear(): SluiceError {
  return new SluiceError(
    'DATABASE_UNAVAILABLE',
    'The connection was lost before the messages were known to be recorded. Tell them again, with the same keys: none is recorded twice.',
  );
}
