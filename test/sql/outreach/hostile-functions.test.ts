import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseKind } from '../../../src/migrations/database-kind.js';
import {
  fillVictim,
  HOSTILE,
  messageParameters,
  RECORD_MESSAGES,
  VICTIM,
  WORD,
  type VictimRows,
} from '../../domains/outreach/victim.js';
import { postgresVersions } from '../../setup/test-database.js';
import { createOutreachDatabases, type OutreachDatabases } from '../../support/outreach-databases.js';
import { tenantRows } from '../../support/tenant-rows.js';

const KINDS: readonly DatabaseKind[] = ['analytics', 'oltp', 'content', 'queue'];

/** A call of a function that works for one tenant, by another tenant that names the victim's rows. */
interface Attack {
  readonly database: DatabaseKind;
  readonly role: 'gateway' | 'maintainer';
  readonly name: string;
  call(victim: VictimRows): readonly [sql: string, ...values: readonly unknown[]];
  /** The rows that come back, or the SQLSTATE that does. */
  readonly answer: readonly object[] | string;
}

const ids = ({ names }: VictimRows): readonly string[] => [
  names.tenantId,
  names.campaignId,
  names.leadId,
  names.emailAccountId,
];

const ATTACKS: readonly Attack[] = [
  ...(['gateway', 'maintainer'] as const).flatMap((role): readonly Attack[] => [
    {
      database: 'oltp',
      role,
      name: 'oltp.check_references',
      call: (victim) => [ofEachKind('(oltp.check_references(k, $1)).known'), ids(victim)],
      answer: [{ found: '{}' }, { found: '{}' }, { found: '{}' }, { found: '{}' }],
    },
    {
      database: 'oltp',
      role,
      name: 'oltp.hold_references',
      call: (victim) => [ofEachKind('oltp.hold_references(k, $1)'), ids(victim)],
      answer: [{ found: '{}' }, { found: '{}' }, { found: '{}' }, { found: '{}' }],
    },
    {
      database: 'queue',
      role,
      name: 'queue.enqueue',
      call: ({ jobKey }) => [
        'select is_new from queue.enqueue($1)',
        JSON.stringify([{ family: 'sending', name: role, key: `${jobKey}`, run_at: '2999-01-01Z' }]),
      ],
      // The same key is another job for each tenant; the second role finds what the first has queued.
      answer: [{ is_new: role === 'gateway' }],
    },
    {
      database: 'queue',
      role,
      name: 'queue.family_health',
      call: () => [
        'select sum(due_count + running_count + stuck_count + dead_count)::int as n, max(oldest_wait)::text as wait from queue.family_health()',
      ],
      answer: [{ n: 0, wait: '00:00:00' }],
    },
    ...(['content', 'queue'] as const).map((database): Attack => ({
      database,
      role,
      name: 'sluice.outbox_state',
      call: () => ['select waiting_count::int as n, oldest_at from sluice.outbox_state()'],
      answer: [{ n: 0, oldest_at: null }],
    })),
  ]),
  {
    database: 'oltp',
    role: 'maintainer',
    name: 'oltp.reserve_references',
    // What it reserves is the hostile tenant's own under the same ids, and cannot stay.
    call: ({ names }) => [`select oltp.reserve_references('oltp.campaigns', $1)`, [names.campaignId]],
    answer: '55000',
  },
  {
    database: 'oltp',
    role: 'maintainer',
    name: 'oltp.reserve_references',
    call: ({ names }) => [
      `select oltp.reserve_references('oltp.tenants', $1)::text as found`,
      [names.tenantId],
    ],
    answer: [{ found: '{}' }],
  },
  {
    database: 'content',
    role: 'gateway',
    name: 'content.take_back_messages',
    call: ({ names }) => ['select content.take_back_messages($1) as n', [names.movedId, names.waitingId]],
    answer: [{ n: 0 }],
  },
  {
    database: 'content',
    role: 'gateway',
    name: 'content.record_messages',
    // The victim's key is not known, and so nothing is said of what it stands for.
    call: ({ names }) => {
      const [messages] = messageParameters(names.clientKey, VICTIM);
      return [
        RECORD_MESSAGES,
        String(messages).replace('"is_writable":true', '"is_writable":false'),
        '[]',
        Buffer.of(),
      ];
    },
    answer: [{ id: null, outcome: 'unwritten' }],
  },
  {
    database: 'content',
    role: 'gateway',
    name: 'content.record_messages',
    // The victim's text by its hash, without having it.
    call: ({ names }) => [RECORD_MESSAGES, messageParameters(names.clientKey, VICTIM)[0], '[]', Buffer.of()],
    answer: '23503',
  },
  {
    database: 'analytics',
    role: 'gateway',
    name: 'outreach.record_email_events',
    call: ({ names }) => [
      `select outcome from outreach.record_email_events($1, '{opened,bounced}', '{2026-03-03Z,1999-01-01Z}', '[]') order by ordinal`,
      [names.movedId, names.movedId],
    ],
    answer: [{ outcome: 'unknown' }, { outcome: 'unknown' }],
  },
  {
    database: 'analytics',
    role: 'gateway',
    name: 'outreach.record_email_events',
    // A delivery under the id of the victim's is another one.
    call: ({ names }) => [
      `select outcome from outreach.record_email_events($1, '{opened}', '{2026-03-03Z}',
         jsonb_build_array(jsonb_build_object('tenant_id', $2::text, 'id', $3::text, 'sent_at', '2026-03-01T09:30:00Z',
           'campaign_id', $3::text, 'lead_id', $3::text, 'email_account_id', $3::text)))`,
      [names.movedId],
      VICTIM.id,
      names.movedId,
    ],
    answer: [{ outcome: 'recorded' }],
  },
  ...(['running', 'dead'] as const).flatMap((which) =>
    ['finish', 'fail', 'heartbeat', 'release', 'revive'].map((name): Attack => ({
      database: 'queue',
      role: 'maintainer',
      name: `queue.${name}`,
      call: ({ runningJob: { id, claim }, deadJobId }) => {
        const job = which === 'running' ? id : deadJobId;
        if (name === 'revive') return ['select queue.revive($1) is true as is_done', job];
        if (name === 'fail') return [`select queue.fail($1, $2, 'e') is not null as is_done`, job, claim];
        if (name === 'heartbeat')
          return [`select queue.heartbeat($1, $2) is not null as is_done`, job, claim];
        return [`select queue.${name}($1, $2) as is_done`, job, claim];
      },
      answer: [{ is_done: false }],
    })),
  ),
  {
    database: 'queue',
    role: 'maintainer',
    name: 'queue.claim',
    call: () => [`select name from queue.claim('sending', 'hostile', 100)`],
    answer: [],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'content.forget_messages',
    call: () => ['select messages, bodies from content.forget_messages(1000)'],
    answer: [{ messages: 0, bodies: 0 }],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'content.collect_bodies',
    call: () => [`select examined, bodies from content.collect_bodies('\\x', 1000)`],
    answer: [{ examined: 0, bodies: 0 }],
  },
  ...([true, false] as const).map((isKept): Attack => ({
    database: 'content',
    role: 'maintainer',
    name: 'sluice.quarantine_rows',
    call: ({ names }) => [
      'select q as stay from sluice.quarantine_rows($1, $2, $3, $4) as q',
      'content.email_messages',
      JSON.stringify([{ tenant_id: VICTIM.id, id: names.movedId }]),
      JSON.stringify({ campaign_id: [names.campaignId] }),
      isKept,
    ],
    answer: [],
  })),
  {
    database: 'queue',
    role: 'maintainer',
    name: 'sluice.quarantine_rows',
    call: ({ jobKey }) => [
      'select q as stay from sluice.quarantine_rows($1, $2, $3, true) as q',
      'queue.job_keys',
      JSON.stringify([{ tenant_id: VICTIM.id, queue_family: 'sending', key: jobKey }]),
      JSON.stringify({ tenant_id: [VICTIM.id] }),
    ],
    answer: [],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'sluice.restore_quarantined_rows',
    call: ({ stayId }) => ['select outcome from sluice.restore_quarantined_rows($1)', [stayId]],
    answer: [],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'sluice.discard_quarantined_rows',
    call: ({ stayId }) => ['select relation from sluice.discard_quarantined_rows($1, 0)', [stayId]],
    answer: [],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'sluice.drop_unneeded_copies',
    call: () => ['select sluice.drop_unneeded_copies()::int as n'],
    answer: [{ n: 0 }],
  },
  {
    database: 'content',
    role: 'maintainer',
    name: 'sluice.set_aside_refused_rows',
    call: () => ['select code from sluice.set_aside_refused_rows(1000)'],
    answer: [],
  },
  {
    database: 'analytics',
    role: 'maintainer',
    name: 'outreach.deliveries_set_aside',
    call: ({ asideId }) => ['select outreach.deliveries_set_aside($1)::text as found', [asideId]],
    answer: [{ found: '{}' }],
  },
  ...KINDS.map((database): Attack => ({
    database,
    role: 'gateway',
    name: 'sluice.record_audit',
    call: ({ names }) => [
      `select sluice.record_audit('hostile', null, $1, 'a', 't', null, null)::text as said`,
      names.requestId,
    ],
    answer: [{ said: '' }],
  })),
];

describe.each(postgresVersions)('the functions of outreach on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  let victim: VictimRows;
  let before: unknown;

  const rowsOfVictim = async (): Promise<unknown> =>
    Promise.all(KINDS.map((kind) => tenantRows(databases[kind], VICTIM.id)));
  const attack = async (
    { database, role, call }: Attack,
    tenantId: string | null = HOSTILE.id,
  ): Promise<unknown> => {
    const [sql, ...values] = call(victim);
    const { asTenant, asNobody, asMaintainer } = databases[database];
    const rows =
      role === 'maintainer'
        ? asMaintainer(tenantId, sql, values)
        : tenantId === null
          ? asNobody(sql, values)
          : asTenant(tenantId, sql, values);
    return rows.catch((error: unknown) => (error as { code: string }).code);
  };

  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
    victim = await fillVictim(databases);
    before = await rowsOfVictim();
  });

  test.each(ATTACKS.map((each, n) => [each.database, each.role, each.name, n] as const))(
    'give nothing of the victim away: in %s, as the %s, %s (%i)',
    async (_database, _role, _name, n) => {
      expect(await attack(ATTACKS[n]!)).toEqual(ATTACKS[n]!.answer);
    },
  );

  test('say the same of a hash that nobody has as of the victim’s', async () => {
    const refusal = async (text: string): Promise<unknown> => {
      const [messages] = messageParameters(text, VICTIM);
      const { message, code, constraint } = await databases.content
        .asTenant(HOSTILE.id, RECORD_MESSAGES, [messages, '[]', Buffer.of()])
        .then(
          () => ({ message: 'recorded', code: null, constraint: null }),
          (error: unknown) => error as { message: string; code: string; constraint: string },
        );
      return { message, code, constraint };
    };
    expect(await refusal(victim.names.clientKey)).toEqual(await refusal(`no ${WORD}`));
  });

  test.each(['gateway', 'maintainer'] as const)(
    'are all attacked here that work for the tenant of their transaction: of the %s',
    async (role) => {
      const granted = await Promise.all(
        KINDS.map((kind) =>
          databases[kind].asAdmin(
            `select distinct p.pronamespace::regnamespace || '.' || p.proname as name
             from pg_proc as p
             where p.proowner = 'sluice_owner'::regrole and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
               and has_function_privilege($1, p.oid, 'execute')
               and pg_get_functiondef(p.oid) ~ 'app.current_tenant_id|current_tenant\\(\\)'
               -- Search has tests of its own.
               and ($2::text <> 'analytics' or p.pronamespace = to_regnamespace('outreach'))`,
            [`sluice_${role}`, kind],
          ),
        ),
      );
      const names = granted.flat().map(({ name }) => String(name));
      const attacked = ATTACKS.filter((each) => each.role === role).map(({ name }) => name);
      expect(names).not.toEqual([]);
      expect(names.filter((name) => !attacked.includes(name))).toEqual([]);
    },
  );

  test.each(KINDS)(
    'stand beside relations of %s that show the hostile tenant no row of the victim',
    async (kind) => {
      const readable = await databases[kind].asNobody(`
      select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ') as columns
      from pg_class as c
      join pg_namespace as n on n.oid = c.relnamespace and has_schema_privilege(n.oid, 'usage')
      join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and has_column_privilege(c.oid, a.attnum, 'select')
      group by c.oid`);
      expect(readable).not.toEqual([]);
      for (const { name, columns } of readable) {
        const sql = `select ${String(columns)} from ${String(name)}`;
        const text = JSON.stringify(await databases[kind].asTenant(HOSTILE.id, sql));
        expect([name, text.includes(WORD), text.includes(VICTIM.id)]).toEqual([name, false, false]);
        expect([name, await databases[kind].asNobody(sql)]).toEqual([name, []]);
        expect([name, await databases[kind].asTenant('', sql)]).toEqual([name, []]);
        // Where there is no row to look at, nobody looks at the setting.
        const malformed = databases[kind].asTenant(`${VICTIM.id}' or true --`, sql);
        const answer = await malformed.catch((error: unknown) => (error as { code: string }).code);
        expect([name, answer]).toEqual([name, expect.toBeOneOf(['22P02', []])]);
      }
    },
  );

  test.each([
    ['nobody', null],
    ['an empty text', ''],
    ['what is no tenant', randomUUID()],
    ['no uuid', 'VICTIM'],
    ['the installation', '00000000-0000-0000-0000-000000000000'],
  ])('change nothing and tell nothing for %s', async (_who, tenantId) => {
    for (const each of ATTACKS) {
      // A tenant that does not exist may queue and record where no foreign key says so; here it is the victim that matters.
      const answer = JSON.stringify(await attack(each, tenantId));
      expect([each.name, answer.includes(WORD)]).toEqual([each.name, false]);
    }
    expect(await rowsOfVictim()).toEqual(before);
  });

  test('have changed nothing of the victim’s', async () => {
    expect(await rowsOfVictim()).toEqual(before);
  });
});

function ofEachKind(call: string): string {
  return `select (${call})::text as found
    from unnest('{oltp.tenants,oltp.campaigns,oltp.leads,oltp.email_accounts}'::text[]) as k order by k`;
}
