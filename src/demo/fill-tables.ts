import type pg from 'pg';
import { copyRows } from './copy-rows.js';
import { generateTickets, type TimeSpan } from './generator/generate-tickets.js';
import { createPeople, type People } from './generator/people.js';
import { planTenants } from './generator/plan-tenants.js';
import { Random } from './generator/random.js';
import { cannedResponses, userPermissions, userSessions } from './generator/tenant-satellites.js';
import type { TenantPlan, Ticket } from './generator/ticket.js';
import { addSatellites, instant, type Row, type Satellites } from './generator/ticket-satellites.js';
import { loadUnchecked } from './load-unchecked.js';

/** The columns that the generator fills, per table. */
const TABLES = {
  'sluice.tenants': ['id', 'name', 'created_at'],
  'helpdesk.organisations': ['tenant_id', 'id', 'name', 'external_id', 'created_at'],
  'helpdesk.users': [
    'tenant_id',
    'id',
    'organisation_id',
    'name',
    'email',
    'role',
    'tier',
    'is_active',
    'created_at',
  ],
  'helpdesk.tickets': [
    'tenant_id',
    'id',
    'created_at',
    'updated_at',
    'external_id',
    'subject',
    'description',
    'status',
    'priority',
    'channel',
    'category',
    'agent_group',
    'agent_id',
    'customer_id',
    'organisation_id',
    'first_response_due_at',
    'resolution_due_at',
    'first_responded_at',
    'resolved_at',
    'sla_breached',
    'satisfaction_score',
  ],
  'helpdesk.comments': ['tenant_id', 'id', 'ticket_id', 'created_at', 'author_id', 'type', 'body'],
  'helpdesk.ticket_history': [
    'tenant_id',
    'id',
    'ticket_id',
    'created_at',
    'actor_id',
    'change_type',
    'old_value',
    'new_value',
  ],
  'helpdesk.attachments': [
    'tenant_id',
    'id',
    'ticket_id',
    'comment_id',
    'file_name',
    'content_type',
    'size_bytes',
    'url',
    'created_at',
  ],
  'helpdesk.canned_responses': [
    'tenant_id',
    'id',
    'title',
    'body',
    'category',
    'language',
    'usage_count',
    'created_at',
    'updated_at',
  ],
  'helpdesk.user_sessions': ['tenant_id', 'id', 'user_id', 'started_at', 'ended_at', 'ip_hash', 'user_agent'],
  'helpdesk.user_permissions': ['tenant_id', 'user_id', 'permission', 'granted_at', 'granted_by'],
} as const;

type TableName = keyof typeof TABLES;

export interface FillOptions {
  readonly tickets: number;
  readonly seed: number;
  /** The demo's present; its data end at the full hour before. */
  readonly now: Date;
  readonly onTickets: (done: number) => void;
  /** Told before what was filled is made searchable. */
  readonly onDocuments: () => void;
}

interface Tenant {
  readonly plan: TenantPlan;
  readonly people: People;
  readonly random: Random;
}

const HOUR_MS = 60 * 60 * 1000;
const MONTHS = 24;

/**
 * Fills the helpdesk with generated data: twelve tenants and `tickets` tickets over 24 months. The same seed, number and hour make the
 * same rows. Runs inside the caller's transaction, as a role that row-level security does not hold back.
 */
export async function fillTables(client: pg.ClientBase, options: FillOptions): Promise<void> {
  const span = demoSpan(options.now);
  // Emptied in the same transaction, the tables need no entries in the server's log (wal_level = minimal).
  await client.query(`truncate ${Object.keys(TABLES).join(', ')} cascade`);
  await client.query('select sluice.suspend_documents()');
  await loadUnchecked(client, ['helpdesk.tickets'], () => copyTables(client, span, options));
  options.onDocuments();
  await client.query('select sluice.load_documents()');
}

async function copyTables(client: pg.ClientBase, span: TimeSpan, options: FillOptions): Promise<void> {
  const tenants = planTenants(options.tickets).map((plan, index): Tenant => {
    const random = new Random(options.seed * 1000 + index);
    return { plan, random, people: createPeople(plan.profile, plan.tickets, span.fromMs, random) };
  });
  await copy(
    client,
    'sluice.tenants',
    tenants.map(({ plan: { profile } }) => [profile.id, profile.name, instant(span.fromMs)]),
  );
  await copy(client, 'helpdesk.organisations', tenants.flatMap(organisationRows));
  await copy(client, 'helpdesk.users', tenants.flatMap(userRows));

  const satellites: Satellites = { comments: [], history: [], attachments: [] };
  await copy(client, 'helpdesk.tickets', ticketRows(tenants, span, satellites, options.onTickets));
  await copy(client, 'helpdesk.comments', satellites.comments);
  await copy(client, 'helpdesk.ticket_history', satellites.history);
  await copy(client, 'helpdesk.attachments', satellites.attachments);

  const perTenant = (rows: (tenant: Tenant, tenantId: string) => Row[]): Row[] =>
    tenants.flatMap((tenant) => rows(tenant, tenant.plan.profile.id));
  await copy(
    client,
    'helpdesk.canned_responses',
    perTenant(({ plan, random }, id) => cannedResponses(id, plan.profile.catalogue, span, random)),
  );
  await copy(
    client,
    'helpdesk.user_sessions',
    perTenant(({ people, random }, id) => userSessions(id, people, span, random)),
  );
  await copy(
    client,
    'helpdesk.user_permissions',
    perTenant(({ people, random }, id) => userPermissions(id, people, span, random)),
  );
}

/** 24 months up to the last full hour. */
function demoSpan(now: Date): TimeSpan {
  const untilMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const from = new Date(untilMs);
  // The first day of a month, so that no partition is missing whatever the month's length.
  const fromMs = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() - MONTHS, 1);
  return { fromMs, untilMs };
}

function organisationRows({ plan, people }: Tenant): Row[] {
  return people.organisations.map((organisation) => [
    plan.profile.id,
    organisation.id,
    organisation.name,
    organisation.externalId,
    instant(organisation.createdAtMs),
  ]);
}

function userRows({ plan, people }: Tenant): Row[] {
  const tenantId = plan.profile.id;
  return [
    ...people.agents.map((agent): Row => [
      tenantId,
      agent.id,
      null,
      agent.name,
      agent.email,
      agent.role,
      null,
      't',
      instant(agent.createdAtMs),
    ]),
    ...people.customers.map((customer): Row => [
      tenantId,
      customer.id,
      customer.organisation?.id ?? null,
      customer.name,
      customer.email,
      'customer',
      customer.tier,
      customer.isActive ? 't' : 'f',
      instant(customer.createdAtMs),
    ]),
  ];
}

function* ticketRows(
  tenants: readonly Tenant[],
  span: TimeSpan,
  satellites: Satellites,
  onTickets: (done: number) => void,
): Generator<Row> {
  let done = 0;
  for (const { plan, people, random } of tenants) {
    const tenantId = plan.profile.id;
    for (const ticket of generateTickets(plan, people, span, random)) {
      addSatellites(tenantId, ticket, satellites, random);
      yield ticketRow(tenantId, ticket);
      done += 1;
      if (done % 1000 === 0) onTickets(done);
    }
  }
  onTickets(done);
}

function ticketRow(tenantId: string, ticket: Ticket): Row {
  return [
    tenantId,
    ticket.id,
    instant(ticket.createdAtMs),
    instant(ticket.updatedAtMs),
    ticket.externalId,
    ticket.subject,
    ticket.description,
    ticket.status,
    ticket.priority,
    ticket.channel,
    ticket.category,
    ticket.agentGroup,
    ticket.agent?.id ?? null,
    ticket.customer.id,
    ticket.customer.organisation?.id ?? null,
    optionalInstant(ticket.firstResponseDueAtMs),
    optionalInstant(ticket.resolutionDueAtMs),
    optionalInstant(ticket.firstRespondedAtMs),
    optionalInstant(ticket.resolvedAtMs),
    ticket.isSlaBreached === null ? null : ticket.isSlaBreached ? 't' : 'f',
    ticket.satisfactionScore === null ? null : String(ticket.satisfactionScore),
  ];
}

function optionalInstant(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}

function copy(client: pg.ClientBase, table: TableName, rows: Iterable<Row>): Promise<void> {
  return copyRows(client, table, TABLES[table], rows);
}
