import type { DatabaseKind } from '../../src/migrations/database-kind.js';
import type { TestDatabase } from '../setup/test-database.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../support/outreach-databases.js';
import { givenFile } from '../importing/import-fixture.js';

type TestDatabases = Readonly<Record<DatabaseKind, TestDatabase>>;

/** One entry that a command is to write. */
export interface ExpectedEntry {
  readonly database: DatabaseKind;
  readonly action: string;
  readonly target: string;
  /** Null for the installation. */
  readonly tenantId: string | null;
  readonly outcome: 'started' | 'succeeded' | 'failed';
  /** What `before` and `after` must hold at least. */
  readonly before?: object | null;
  readonly after?: object | null;
}

/** How a command is run so that it changes something, and what it is to write down. */
export interface AuditedCommand {
  /** Sees to it that there is something to change. @returns the arguments after the command's name. */
  prepare(databases: TestDatabases): Promise<readonly string[]>;
  readonly entries: readonly ExpectedEntry[];
  /** Arguments that have it only say what it would do: no entry then. */
  readonly dryRun?: readonly string[];
}

const OURS = OUTREACH_TENANT.id;
const NEW_TENANT = '7d9f1c7e-53a1-4b2a-9d0e-8a4a5f0c1b11';
const TOKEN = '1c0c2a5e-3f0b-4d2a-b3a4-0f7d4d1a9c55';
const ORPHAN = '5b0c2a5e-3f0b-4d2a-b3a4-0f7d4d1a9c01';

/** Commands that change no database, and why those that do need no entry. */
export const UNAUDITED: Readonly<Record<string, string>> = {
  demo: 'fills a server of its own, which it makes',
  serve: 'what mutations change is audited by them; partitions are made by themselves',
  worker: 'acts by itself, and no operator does',
  'tenant list': 'reads',
  'token list': 'reads',
  rollups: 'reads',
  'jobs list': 'reads',
  'queue status': 'reads',
  'queue dead': 'reads',
  'outbox status': 'reads',
  'search stats': 'reads',
  'references check': 'reads',
  'content stats': 'reads',
  'content verify': 'reads',
  doctor: 'reads',
  schema: 'writes files',
};

/** A long action: two entries. */
function long(entry: Omit<ExpectedEntry, 'outcome' | 'after'>, after: object): readonly ExpectedEntry[] {
  return [
    { ...entry, outcome: 'started' },
    { ...entry, outcome: 'succeeded', after },
  ];
}

async function insertDeadLetter({ analytics }: TestDatabases): Promise<void> {
  await analytics.asAdmin(
    `insert into sluice_jobs.job (name, data) values ('dead_letter', '{"queue": "fold", "rollup": "helpdesk.dashboard_stats"}')`,
  );
}

async function insertOrphan({ analytics }: TestDatabases): Promise<void> {
  await analytics.asOwner(
    `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
     values ($1, $2, now(), gen_random_uuid(), $3, $4) on conflict do nothing`,
    [OURS, ORPHAN, OUTREACH_TENANT.leadId, OUTREACH_TENANT.emailAccountId],
  );
}

/** Puts a row on its way that analytics has refused, and will again. */
async function insertRefused({ content }: TestDatabases): Promise<void> {
  await content.asOwner(
    `insert into sluice.outbox (tenant_id, target, record, attempts, last_error, last_code)
     values ($1, 'outreach.dreams', '{}', 1, 'Refused', 'UNKNOWN_TARGET')`,
    [OURS],
  );
}

/** What an action on {@link insertRefused}'s row writes down. */
function refusedEntry(action: string, before: object | null, after: object): ExpectedEntry {
  return {
    database: 'content',
    action,
    target: 'sluice.outbox',
    tenantId: OURS,
    outcome: 'succeeded',
    before,
    after,
  };
}

/** Every command that changes something, by its name. Whoever adds one adds it here. */
export const AUDITED: Readonly<Record<string, AuditedCommand>> = {
  migrate: {
    prepare: async ({ analytics }) => {
      await analytics.asOwner(`delete from sluice.definitions where name = 'functions/sluice.is_tenant'`);
      return [];
    },
    entries: long(
      { database: 'analytics', action: 'migrate', target: 'analytics', tenantId: null },
      { applied: ['functions/sluice.is_tenant'], passwords: [] },
    ),
    dryRun: ['--dry-run'],
  },
  'tenant create': {
    prepare: () => Promise.resolve(['Acme', '--id', NEW_TENANT]),
    entries: [
      {
        database: 'analytics',
        action: 'tenant create',
        target: 'sluice.tenants',
        tenantId: NEW_TENANT,
        outcome: 'succeeded',
        before: null,
        after: { id: NEW_TENANT, name: 'Acme' },
      },
      {
        database: 'oltp',
        action: 'tenant create',
        target: 'oltp.tenants',
        tenantId: NEW_TENANT,
        outcome: 'succeeded',
        before: null,
        after: { id: NEW_TENANT, name: 'Acme' },
      },
    ],
  },
  'tenant language': {
    prepare: () => Promise.resolve([OURS, 'de']),
    entries: [
      {
        database: 'analytics',
        action: 'tenant language',
        target: 'sluice.tenants',
        tenantId: OURS,
        outcome: 'succeeded',
        before: { language: 'en' },
        after: { language: 'de' },
      },
    ],
  },
  'tenant retention': {
    prepare: () => Promise.resolve([OURS, '365']),
    entries: [
      {
        database: 'content',
        action: 'tenant retention',
        target: 'content.tenant_settings',
        tenantId: OURS,
        outcome: 'succeeded',
        before: { messageDays: null },
        after: { messageDays: 365 },
      },
    ],
  },
  'token create': {
    prepare: () =>
      Promise.resolve(['--tenant', OURS, '--name', 'Partner', '--scope', 'audit', '--expires', 'never']),
    entries: [
      {
        database: 'analytics',
        action: 'token create',
        target: 'sluice.access_tokens',
        tenantId: OURS,
        outcome: 'succeeded',
        before: null,
        after: { scopes: ['audit'], expiresAt: null },
      },
    ],
  },
  'token revoke': {
    prepare: async ({ analytics }) => {
      await analytics.asOwner(
        `insert into sluice.access_tokens (id, tenant_id, name, token_hash, scopes)
         values ($1, $2, 'Partner', sha256('some token'), '{audit}')`,
        [TOKEN, OURS],
      );
      return [TOKEN];
    },
    entries: [
      {
        database: 'analytics',
        action: 'token revoke',
        target: 'sluice.access_tokens',
        tenantId: OURS,
        outcome: 'succeeded',
        before: { id: TOKEN, revokedAt: null },
        after: { id: TOKEN },
      },
    ],
  },
  import: {
    prepare: () =>
      Promise.resolve([
        'organisations',
        givenFile('organisations.csv', 'id,name\n5b0c2a5e-3f0b-4d2a-b3a4-0f7d4d1a9c02,Acme Ltd\n'),
        '--tenant',
        OURS,
        '--no-refresh',
      ]),
    entries: [
      {
        database: 'analytics',
        action: 'import',
        target: 'helpdesk.organisations',
        tenantId: OURS,
        outcome: 'succeeded',
        before: null,
        after: { file: 'organisations.csv', rows: 1, isNewTenant: false },
      },
    ],
    dryRun: ['--dry-run'],
  },
  refresh: {
    prepare: () => Promise.resolve(['--tenant', OURS]),
    entries: long({ database: 'analytics', action: 'refresh', target: 'sluice.rollups', tenantId: OURS }, {}),
  },
  'rollups lag-target': {
    prepare: () => Promise.resolve(['helpdesk.dashboard_stats', '30']),
    entries: [
      {
        database: 'analytics',
        action: 'rollups lag-target',
        target: 'sluice.rollups',
        tenantId: null,
        outcome: 'succeeded',
        before: { rollup: 'helpdesk.dashboard_stats', lagTargetSeconds: 5 },
        after: { rollup: 'helpdesk.dashboard_stats', lagTargetSeconds: 30 },
      },
    ],
  },
  'jobs retry': {
    prepare: async (databases) => {
      await insertDeadLetter(databases);
      return ['--all'];
    },
    entries: [
      {
        database: 'analytics',
        action: 'jobs retry',
        target: 'sluice_jobs.job',
        tenantId: null,
        outcome: 'succeeded',
        after: { count: 1, ids: null },
      },
    ],
  },
  'queue revive': {
    prepare: async ({ queue }) => {
      await queue.asOwner(
        `insert into queue.jobs (tenant_id, id, created_at, queue_family, name, payload, priority, status, run_at, rank_at, max_attempts, finished_at)
         select $1, queue.create_job_id(t.at), t.at, 'sending', 'send', '{}', 0, 'dead', t.at, t.at, 1, t.at
         from (select date_trunc('milliseconds', now()) as at) as t`,
        [OURS],
      );
      return ['--all'];
    },
    entries: [
      {
        database: 'queue',
        action: 'queue revive',
        target: 'queue.jobs',
        tenantId: OURS,
        outcome: 'succeeded',
        before: { status: 'dead' },
        after: { status: 'ready' },
      },
    ],
  },
  'outbox retry': {
    prepare: async (databases) => {
      await insertRefused(databases);
      return ['--tenant', OURS];
    },
    entries: [refusedEntry('outbox retry', null, { retried: 1 })],
  },
  'outbox discard': {
    prepare: async (databases) => {
      await databases.content.asOwner('delete from sluice.outbox');
      await insertRefused(databases);
      return ['--refused'];
    },
    entries: [refusedEntry('outbox discard', { refused: { UNKNOWN_TARGET: 1 } }, { setAside: 1 })],
    dryRun: ['--dry-run'],
  },
  'outbox restore': {
    prepare: async ({ content }) => {
      await content.asOwner(
        `delete from sluice.quarantined_rows;
         insert into sluice.quarantined_rows (tenant_id, relation, record, missing)
         select o.tenant_id, 'sluice.outbox', to_jsonb(o), '{"refused": "23514"}'
         from jsonb_populate_record(null::sluice.outbox, jsonb_build_object('tenant_id', '${OURS}', 'id', gen_random_uuid(),
           'target', 'outreach.dreams', 'record', '{}'::jsonb, 'created_at', now(), 'due_at', now(), 'attempts', 0)) as o`,
      );
      return [];
    },
    entries: [refusedEntry('outbox restore', null, { restored: 1 })],
  },
  'jobs discard': {
    prepare: async (databases) => {
      await insertDeadLetter(databases);
      return ['--all'];
    },
    entries: [
      {
        database: 'analytics',
        action: 'jobs discard',
        target: 'sluice_jobs.job',
        tenantId: null,
        outcome: 'succeeded',
        after: { count: 1, ids: null },
      },
    ],
  },
  'search rebuild': {
    prepare: () => Promise.resolve(['--tenant', OURS, '--source', 'helpdesk.tickets']),
    entries: long(
      { database: 'analytics', action: 'search rebuild', target: 'sluice.search_documents', tenantId: OURS },
      { sources: ['helpdesk.tickets'], indexes: [] },
    ),
  },
  'search optimize': {
    prepare: () => Promise.resolve([]),
    entries: long(
      { database: 'analytics', action: 'search optimize', target: 'sluice.search_documents', tenantId: null },
      {},
    ),
  },
  'references clean': {
    prepare: async (databases) => {
      await insertOrphan(databases);
      return ['--table', 'outreach.deliveries'];
    },
    entries: [
      {
        database: 'analytics',
        action: 'references clean',
        target: 'outreach.deliveries',
        tenantId: OURS,
        outcome: 'succeeded',
      },
    ],
    dryRun: ['--dry-run'],
  },
  'references restore': {
    prepare: async ({ oltp, analytics }) => {
      const [row] = await analytics.asOwner(
        `select record ->> 'campaign_id' as id from sluice.quarantined_rows where tenant_id = $1`,
        [OURS],
      );
      await oltp.asOwner(`insert into oltp.campaigns (tenant_id, id, name) values ($1, $2, 'Back')`, [
        OURS,
        row!['id'],
      ]);
      return [];
    },
    entries: [
      {
        database: 'analytics',
        action: 'references restore',
        target: 'analytics',
        tenantId: OURS,
        outcome: 'succeeded',
      },
    ],
  },
  'references discard': {
    prepare: async ({ analytics }) => {
      await analytics.asOwner(
        `insert into sluice.quarantined_rows (tenant_id, relation, record, missing, quarantined_at)
         select t, 'outreach.deliveries', '{}', jsonb_build_object('campaign_id', gen_random_uuid()), now() - interval '31 days'
         from unnest($1::uuid[]) as t`,
        [[OURS, BYSTANDER]],
      );
      return ['--older-than', '30', '--tenant', OURS];
    },
    entries: [
      {
        database: 'analytics',
        action: 'references discard',
        target: 'outreach.deliveries',
        tenantId: OURS,
        outcome: 'succeeded',
        before: null,
        after: { discarded: 1 },
      },
    ],
    dryRun: ['--dry-run'],
  },
  'audit drop': {
    prepare: async (databases) => {
      // The last two days of a month, in two of the databases.
      for (const kind of ['analytics', 'queue'] as const) {
        await databases[kind].asOwner(
          `insert into sluice.audit_entries (tenant_id, occurred_at, actor_kind, subject, request_id, action, target, outcome)
           select $1::uuid, timestamptz '2020-02-01T00:00:00Z' - day, 'token', 'Partner', 'r', 'rename', 'some.table', 'succeeded'
           from unnest(array[interval '1 day', interval '2 days']) as day`,
          [OURS],
        );
      }
      return ['--older-than', '24'];
    },
    entries: (['analytics', 'queue'] as const).map((database) => ({
      database,
      action: 'audit drop',
      target: 'sluice.audit_entries',
      tenantId: null,
      outcome: 'succeeded',
      before: { entries: 2, entriesByMonth: { '2020-01': 2 } },
      after: { olderThanMonths: 24 },
    })),
    dryRun: ['--dry-run'],
  },
  partitions: {
    prepare: () => Promise.resolve(['--ensure', '6', '--drop-older-than', '12']),
    entries: [
      {
        database: 'analytics',
        action: 'partitions --ensure',
        target: 'partitions',
        tenantId: null,
        outcome: 'succeeded',
        after: { months: 6 },
      },
      {
        database: 'analytics',
        action: 'partitions --drop-older-than',
        target: 'partitions',
        tenantId: null,
        outcome: 'succeeded',
        after: { olderThanMonths: 12 },
      },
    ],
  },
};

/** Another tenant, whose trail must stay empty of all of it. */
export const BYSTANDER = OTHER_OUTREACH_TENANT.id;
