import type { Catalogue } from '../catalogues/catalogue.js';
import type { TimeSpan } from './generate-tickets.js';
import type { People } from './people.js';
import type { Random } from './random.js';
import { instant, type Row } from './ticket-satellites.js';
import { REPLIES } from './ticket-text.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
const PERMISSIONS = ['tickets.merge', 'tickets.delete', 'reports.export', 'users.invite', 'billing.refund'];
const USER_AGENTS = [
  'Chrome on Windows',
  'Chrome on Android',
  'Firefox on Linux',
  'Safari on macOS',
  'Safari on iOS',
  'Edge on Windows',
];

/** Answers that the tenant's agents keep ready: one or two for each category. */
export function cannedResponses(
  tenantId: string,
  catalogue: Catalogue,
  span: TimeSpan,
  random: Random,
): Row[] {
  return catalogue.categories.flatMap((category) =>
    category.issues.slice(0, 2).map(([subject], index): Row => {
      const createdAtMs = span.fromMs + random.fraction() * 200 * DAY_MS;
      const updatedAtMs = createdAtMs + random.fraction() * (span.untilMs - createdAtMs);
      return [
        tenantId,
        random.uuidAt(createdAtMs),
        `${category.name}: ${subject.replaceAll(/[{}]/g, '')}`,
        REPLIES.agent[index]!,
        category.name,
        'en',
        String(random.integer(0, 900)),
        instant(createdAtMs),
        instant(Math.max(createdAtMs, updatedAtMs)),
      ];
    }),
  );
}

/** When people were signed in: agents often, customers now and then. */
export function userSessions(tenantId: string, people: People, span: TimeSpan, random: Random): Row[] {
  const rows: Row[] = [];
  const add = (userId: string, minutes: number): void => {
    const startedAtMs = span.fromMs + random.fraction() * (span.untilMs - span.fromMs);
    const endedAtMs = startedAtMs + random.duration(minutes * MINUTE_MS, 0.6);
    rows.push([
      tenantId,
      random.uuidAt(startedAtMs),
      userId,
      instant(startedAtMs),
      endedAtMs < span.untilMs ? instant(endedAtMs) : null,
      (random.uint32() * 0x1_0000 + (random.uint32() & 0xffff)).toString(16).padStart(12, '0'),
      random.pick(USER_AGENTS),
    ]);
  };
  for (const agent of people.agents) for (let session = 0; session < 20; session++) add(agent.id, 240);
  for (const customer of people.customers) if (random.chance(0.3)) add(customer.id, 9);
  return rows;
}

/** What some of the staff may do beyond their role. */
export function userPermissions(tenantId: string, { agents }: People, span: TimeSpan, random: Random): Row[] {
  const admin = agents[0]!;
  return agents.flatMap((agent) =>
    PERMISSIONS.filter(() => agent.role !== 'agent' || random.chance(0.2)).map((permission): Row => [
      tenantId,
      agent.id,
      permission,
      instant(span.fromMs + random.fraction() * 90 * DAY_MS),
      admin.id,
    ]),
  );
}
