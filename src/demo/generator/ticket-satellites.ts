import type { Agent, Customer } from './people.js';
import type { Random } from './random.js';
import type { Ticket } from './ticket.js';
import { REPLIES } from './ticket-text.js';

/** A value of a table's column as COPY's text format wants it. */
export type Field = string | null;
export type Row = readonly Field[];

/** What belongs to tickets, as rows of their tables in the column order of `TABLES`. */
export interface Satellites {
  readonly comments: Row[];
  readonly history: Row[];
  readonly attachments: Row[];
}

const COMMENTED_SHARE = 0.22;
const RECORDED_SHARE = 0.12;
const ATTACHED_SHARE = 0.07;
const FILES = [
  ['screenshot.png', 'image/png', 380_000],
  ['photo.jpg', 'image/jpeg', 2_100_000],
  ['invoice.pdf', 'application/pdf', 160_000],
  ['log.txt', 'text/plain', 24_000],
  ['form.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 88_000],
] as const;

/** Adds the conversation, the changes and the files of one ticket; most tickets of the demo have none, to keep it quick. */
export function addSatellites(
  tenantId: string,
  ticket: Ticket,
  satellites: Satellites,
  random: Random,
): void {
  if (random.chance(COMMENTED_SHARE)) addComments(tenantId, ticket, satellites, random);
  if (random.chance(RECORDED_SHARE)) addHistory(tenantId, ticket, satellites, random);
  if (random.chance(ATTACHED_SHARE)) addAttachment(tenantId, ticket, satellites, random);
}

function addComments(tenantId: string, ticket: Ticket, { comments }: Satellites, random: Random): void {
  const { firstRespondedAtMs, agent, customer } = ticket;
  if (firstRespondedAtMs === null || agent === null) return;
  const add = (atMs: number, author: Agent | Customer | null, type: string, body: string): void => {
    comments.push([tenantId, random.uuidAt(atMs), ticket.id, instant(atMs), author?.id ?? null, type, body]);
  };
  add(firstRespondedAtMs, agent, 'public', random.pick(REPLIES.agent));
  const endMs = ticket.updatedAtMs;
  let atMs = firstRespondedAtMs;
  for (let remaining = random.integer(0, 3); remaining > 0 && atMs < endMs; remaining--) {
    atMs += random.fraction() * (endMs - atMs);
    if (random.chance(0.2)) add(atMs, agent, 'internal', random.pick(REPLIES.internal));
    else if (random.chance(0.5)) add(atMs, customer, 'public', random.pick(REPLIES.customer));
    else add(atMs, agent, 'public', random.pick(REPLIES.agent));
  }
  if (ticket.status === 'closed' && random.chance(0.3))
    add(endMs, null, 'system', random.pick(REPLIES.system));
}

function addHistory(tenantId: string, ticket: Ticket, { history }: Satellites, random: Random): void {
  const add = (atMs: number, actorId: string | null, type: string, before: Field, after: Field): void => {
    history.push([tenantId, random.uuidAt(atMs), ticket.id, instant(atMs), actorId, type, before, after]);
  };
  const agentId = ticket.agent?.id ?? null;
  add(ticket.createdAtMs, ticket.customer.id, 'created', null, 'new');
  if (ticket.firstRespondedAtMs !== null && agentId !== null) {
    add(ticket.firstRespondedAtMs, agentId, 'assignment', null, agentId);
    add(ticket.firstRespondedAtMs, agentId, 'status', 'new', 'open');
  }
  if (ticket.status !== 'new' && ticket.status !== 'open') {
    add(
      ticket.updatedAtMs,
      agentId,
      'status',
      'open',
      ticket.status === 'closed' ? 'resolved' : ticket.status,
    );
  }
  if (ticket.satisfactionScore !== null) {
    add(ticket.updatedAtMs, ticket.customer.id, 'satisfaction', null, String(ticket.satisfactionScore));
  }
}

function addAttachment(tenantId: string, ticket: Ticket, { attachments }: Satellites, random: Random): void {
  const [fileName, contentType, typicalBytes] = random.pick(FILES);
  const id = random.uuidAt(ticket.createdAtMs);
  attachments.push([
    tenantId,
    id,
    ticket.id,
    null,
    fileName,
    contentType,
    String(Math.ceil(random.duration(typicalBytes, 0.5))),
    `https://files.example/${id}/${fileName}`,
    instant(ticket.createdAtMs),
  ]);
}

/** An instant as PostgreSQL reads it. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
