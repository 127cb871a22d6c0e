import pg from 'pg';
import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  getNullableType,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { startOwnRedis, withRedis, type OwnRedis } from '../../setup/test-redis.js';
import { everyField } from '../../support/every-field.js';
import { startTestGateway, type GatewayFixture } from '../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  type OutreachDatabases,
  type OutreachTenant,
} from '../../support/outreach-databases.js';
import { tenantRows } from '../../support/tenant-rows.js';
import { fillVictim, HOSTILE, strangers, VICTIM, WORD, type Names, type VictimRows } from './victim.js';

const schema = createSluiceSchema();

/** Questions with names in them, wherever a name fits. */
const NAMING: Readonly<Record<string, (names: Names) => string>> = {
  campaign: ({ campaignId }) => `{ outreach { campaign(id: "${campaignId}") { id name } } }`,
  lead: ({ leadId }) => `{ outreach { lead(id: "${leadId}") { id name email } } }`,
  emailAccount: ({ emailAccountId }) =>
    `{ outreach { emailAccount(id: "${emailAccountId}") { id address } } }`,
  emailMessage: ({ movedId, waitingId }) =>
    `{ outreach { a: emailMessage(id: "${movedId}") { body lead { email } } b: emailMessage(id: "${waitingId}") { body } } }`,
  'the same in upper case': ({ campaignId, movedId }) =>
    `{ outreach { campaign(id: "${campaignId.toUpperCase()}") { id } emailMessage(id: "${movedId.toUpperCase()}") { body } } }`,
  'emailMessages of a campaign': ({ campaignId }) =>
    `{ outreach { emailMessages(where: { campaignId: "${campaignId}" }) { nodes { id body } pageInfo { hasNextPage endCursor } } } }`,
  'emailMessages of a lead and a mailbox': ({ leadId, emailAccountId }) =>
    `{ outreach { emailMessages(where: { leadId: "${leadId}", emailAccountId: "${emailAccountId}" }) { nodes { id } } } }`,
  'deliveries of a campaign': ({ campaignId }) =>
    `{ outreach { deliveries(where: { campaignId: { eq: "${campaignId}" } }) { rows { campaign { name } sent opens } totals { sent leads } } } }`,
  'deliveries of all but a campaign': ({ campaignId }) =>
    `{ outreach { deliveries(where: { not: { campaign: { in: ["${campaignId}"] } } }) { rows { campaignId sent } totals { sent } } } }`,
  'deliveries of a lead or a mailbox': ({ leadId, emailAccountId }) =>
    `{ outreach { deliveries(where: { or: [{ lead: { eq: "${leadId}" } }, { emailAccount: { eq: "${emailAccountId}" } }] }, fill: true) { totals { sent } } } }`,
  billing: ({ campaignId }) =>
    `{ outreach { billing(where: { campaignId: { eq: "${campaignId}" } }, cache: NONE) { totals { amount charges } } } }`,
  queueMetrics: ({ family }) =>
    `{ outreach { queueMetrics(where: { queueFamily: { eq: "${family}" } }) { rows { queueFamily maxDepth } totals { maxDepth attempts } } } }`,
  'audit by subject': ({ subject }) =>
    `{ audit { entries(where: { subject: "${subject}" }) { nodes { id before } } } }`,
  'audit by request': ({ requestId }) =>
    `{ audit { entries(where: { requestId: "${requestId}" }) { nodes { id after } pageInfo { hasNextPage } } } }`,
  search: ({ subject }) =>
    `{ search(query: "${subject}", asYouType: true) { hits { rank id } total { value isExact } correctedQuery notice } }`,
  suggest: ({ subject }) => `{ suggest(prefix: "${subject}") { text } }`,
  ticket: ({ ticketId }) => `{ helpdesk { ticket(id: "${ticketId}") { subject } } }`,
  validateReferences: (names) =>
    `{ validateReferences(references: [${references(names)
      .map(({ kind, id }) => `{ kind: ${kind}, id: "${id}" }, { kind: ${kind}, id: "${id.toUpperCase()}" }`)
      .join(', ')}]) { kind isKnown } }`,
};

/** What is told with names in it. Every mutation of the schema is here. */
const TELLING: Readonly<Record<string, (names: Names) => string>> = {
  recordEmailMessages: (names) =>
    `mutation { recordEmailMessages(messages: [
      ${message({ ...names, clientKey: 'all' })}
      ${message({ ...HOSTILE, campaignId: names.campaignId, clientKey: 'campaign' })}
      ${message({ ...HOSTILE, leadId: names.leadId.toUpperCase(), clientKey: 'lead' })}
      ${message({ ...HOSTILE, emailAccountId: names.emailAccountId, clientKey: 'account' })}
      ${message({ ...HOSTILE, leadId: names.campaignId, clientKey: 'crosswise' })}
    ]) { accepted id errors { field code message } } }`,
  recordEmailEvents: ({ movedId, waitingId }) =>
    `mutation { recordEmailEvents(events: [
      { messageId: "${movedId}", type: OPENED, occurredAt: "2026-03-02T00:00:00Z" }
      { messageId: "${movedId.toUpperCase()}", type: BOUNCED, occurredAt: "1999-01-01T00:00:00Z" }
      { messageId: "${waitingId}", type: REPLIED, occurredAt: "2026-03-02T00:00:00Z" }
    ]) { accepted errors { field code message } } }`,
  recordSearchOpened: ({ searchId, ticketId }) =>
    `mutation { recordSearchOpened(searchId: "${searchId}", type: TICKET, id: "${ticketId}") }`,
};

/** One tenant with every scope but the operator's, who knows all names of the other's rows, behind one gateway with one Redis. */
describe.each(postgresVersions)('a hostile tenant on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  let redis: OwnRedis;
  let gateway: GatewayFixture;
  let victim: VictimRows;
  let before: unknown;

  const ask = async (source: string, tenant: OutreachTenant = HOSTILE): Promise<string> => {
    const { data, errors } = await gateway.ask(source, {
      tenantId: tenant.id,
      scopes: ['helpdesk:read', 'outreach:read', 'outreach:write', 'records', 'pii', 'audit', 'explain'],
    });
    return JSON.stringify({ data, errors });
  };
  const rowsOf = async (tenant: OutreachTenant): Promise<unknown> =>
    Promise.all(
      (['analytics', 'oltp', 'content', 'queue'] as const).map((kind) =>
        tenantRows(databases[kind], tenant.id),
      ),
    );

  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
    // One of them before the time that zones are looked at.
    await databases.analytics.asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
       select $1, gen_random_uuid(), t, $2, $3, $4 from unnest('{1901-01-01Z,2026-03-01Z}'::timestamptz[]) as t`,
      [HOSTILE.id, HOSTILE.campaignId, HOSTILE.leadId, HOSTILE.emailAccountId],
    );
    victim = await fillVictim(databases);
    await databases.oltp.asOwner(
      `insert into oltp.leads (tenant_id, id, email) select $1, gen_random_uuid(), n || '@${WORD}.com' from generate_series(1, 20) as n`,
      [VICTIM.id],
    );
    redis = await startOwnRedis();
    gateway = await startTestGateway(databases.analytics.gatewayUrl, {
      ...databases.environment,
      REDIS_URL: redis.url,
      // One connection a database: what one tenant leaves on it, the other would find.
      SLUICE_DATABASE_CONNECTIONS: '1',
      SLUICE_MAX_ALIASES: '1000',
      SLUICE_REFERENCE_UNKNOWN_TTL_SECONDS: '300',
    });
    before = await rowsOf(VICTIM);
  });
  afterAll(async () => {
    await gateway?.close();
    await redis?.kill();
  });

  test('has a victim with rows in every table of outreach', async () => {
    const tables = (await rowsOf(VICTIM)) as Record<string, string>[];
    expect(tables.flatMap((table) => Object.keys(table))).toEqual(
      expect.arrayContaining([
        'outreach.deliveries',
        'outreach.email_events',
        'outreach.billing_entries',
        'outreach.queue_events',
        'outreach_rollup.campaign_performance',
        'outreach_rollup.queue_hourly',
        'oltp.campaigns',
        'oltp.leads',
        'oltp.email_accounts',
        'content.email_messages',
        'content.message_bodies',
        'content.forgotten_messages',
        'content.tenant_settings',
        'queue.jobs',
        'queue.job_keys',
        'sluice.outbox',
        'sluice.quarantined_rows',
        'sluice.audit_entries',
      ]),
    );
  });

  test('reads nothing of the victim by any field, whatever the victim has just had cached', async () => {
    const { names } = victim;
    const ids = [
      names.tenantId,
      names.campaignId,
      names.leadId,
      names.emailAccountId,
      names.movedId,
      names.waitingId,
    ];
    const seen: string[] = [];
    for (const [path, source] of everyField(schema, writeArgument('somebody'))) {
      // A search leaves a row in the log of who searches.
      if (path !== 'search') seen.push(await ask(source, VICTIM));
      const text = await ask(source);
      if (!path.startsWith('operator.'))
        expect([path, JSON.parse(text)]).toMatchObject([path, { errors: [] }]);
      expect([path, [WORD, ...ids].filter((each) => text.includes(each))]).toEqual([path, []]);
    }
    // The same questions show the victim what it has.
    for (const each of [WORD, names.campaignId, names.movedId, '98765.4321']) {
      expect(seen.some((text) => text.includes(each))).toBe(true);
    }
  });

  test.each(Object.keys(NAMING))('learns nothing by naming the victim’s rows: %s', async (what) => {
    const question = NAMING[what]!;
    // For the victim they are there, and so they are in the caches.
    const theirs = await ask(question(victim.names), VICTIM);
    const unknown = strangers();
    expect(masked(await ask(question(victim.names)), victim.names)).toBe(
      masked(await ask(question(unknown)), unknown),
    );
    expect(theirs).not.toBe(await ask(question(victim.names)));
  });

  test.each(Object.keys(TELLING))(
    'neither learns nor changes anything by telling of the victim’s rows: %s',
    async (what) => {
      const unknown = strangers();
      const [told, other] = [await ask(TELLING[what]!(victim.names)), await ask(TELLING[what]!(unknown))];
      expect(masked(told, victim.names)).toBe(masked(other, unknown));
      expect(JSON.parse(told)).toMatchObject({ errors: [] });
      expect(told).not.toContain('"accepted":true');
    },
  );

  test('tells by every mutation that there is', () => {
    expect(Object.keys(TELLING).sort()).toEqual(Object.keys(schema.getMutationType()!.getFields()).sort());
  });

  test('gets verdicts of its own while the victim asks about the same rows at the same moment', async () => {
    // Each of them for the first time: what both look up is under way together.
    const leads = await databases.oltp.asOwner(
      'select id from oltp.leads where tenant_id = $1 and company is null',
      [VICTIM.id],
    );
    expect(leads).toHaveLength(20);
    const isKnown = async (id: unknown, tenant: OutreachTenant): Promise<boolean> =>
      (
        await ask(
          `{ validateReferences(references: [{ kind: LEAD, id: "${String(id)}" }]) { isKnown } }`,
          tenant,
        )
      ).includes('true');
    const verdicts = leads.flatMap(({ id }, n) =>
      (n % 2 === 0 ? [HOSTILE, VICTIM] : [VICTIM, HOSTILE]).map(
        async (tenant) => (await isKnown(id, tenant)) === (tenant === VICTIM),
      ),
    );
    expect(new Set(await Promise.all(verdicts))).toEqual(new Set([true]));
  });

  test('goes on from no place of the victim’s pages to the victim’s rows', async () => {
    for (const page of [
      (after: string) =>
        `{ outreach { campaigns(first: 1, after: ${after}) { nodes { id } pageInfo { endCursor } } } }`,
      (after: string) =>
        `{ outreach { leads(first: 1, after: ${after}) { nodes { id } pageInfo { endCursor } } } }`,
      (after: string) =>
        `{ outreach { emailAccounts(first: 1, after: ${after}) { nodes { id } pageInfo { endCursor } } } }`,
      (after: string) =>
        `{ outreach { emailMessages(first: 1, after: ${after}) { nodes { id } pageInfo { endCursor } } } }`,
      (after: string) =>
        `{ audit { entries(first: 1, after: ${after}) { nodes { id } pageInfo { endCursor } } } }`,
    ]) {
      const cursor = /"endCursor":("[^"]+")/.exec(await ask(page('null'), VICTIM))![1]!;
      const theirs = [...(await ask(page('null'), VICTIM)).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!);
      const text = await ask(page(cursor));
      for (const id of theirs) expect(text).not.toContain(id);
      expect(JSON.parse(text)).toMatchObject({ errors: [] });
    }
  });

  test('keeps no rollup from the victim by what it has of long ago', async () => {
    const byDay = `{ outreach { deliveries(timezone: "Europe/Berlin", freshness: REFRESHED) {
      rows { sentAt(grain: DAY) sent } explain { rollup reason }
    } } }`;
    expect(JSON.parse(await ask(byDay, VICTIM))).toMatchObject({
      data: {
        outreach: {
          deliveries: {
            rows: [{ sentAt: '2026-03-01T00:00:00+01:00', sent: 1 }],
            explain: { rollup: 'outreach.campaign_performance' },
          },
        },
      },
      errors: [],
    });
    // It has itself to blame.
    expect(await ask(byDay)).toContain('do not fit the clocks of the time zone');
  });

  test('has its own message by the victim’s key, and its own copy of the victim’s text', async () => {
    const { clientKey, movedId } = victim.names;
    const told = `mutation { recordEmailMessages(messages: [${message({ ...HOSTILE, clientKey, body: clientKey })}]) { accepted id } }`;
    const first = await ask(told);
    expect(first).toContain('"accepted":true');
    expect(first).not.toContain(movedId);
    expect(await ask(told)).toBe(first);
    const bodies = await databases.content.asOwner(
      'select tenant_id from content.message_bodies where hash = $1 order by tenant_id',
      [Buffer.from(victim.bodyHash, 'hex')],
    );
    expect(bodies.map((row) => row['tenant_id'])).toEqual([HOSTILE.id, VICTIM.id]);
    // What it says next of the same key is about its own message.
    const other = `mutation { recordEmailMessages(messages: [${message({ ...HOSTILE, clientKey, body: 'other' })}]) { errors { code } } }`;
    expect(await ask(other)).toContain('CONFLICT');
  });

  test('waits for nobody who is busy with the victim’s rows', async () => {
    const pending = { ...strangers(), clientKey: 'pending' };
    const holders = await Promise.all([
      hold(
        databases.oltp,
        ['oltp.tenants', 'oltp.campaigns', 'oltp.leads', 'oltp.email_accounts'],
        `insert into oltp.campaigns (tenant_id, id, name) values ('${VICTIM.id}', '${pending.campaignId}', 'pending')`,
      ),
      hold(
        databases.content,
        ['content.email_messages', 'content.message_bodies', 'sluice.outbox'],
        `select pg_advisory_xact_lock(content.life_cycle_key('${VICTIM.id}'))`,
      ),
      hold(databases.analytics, ['outreach.deliveries', 'outreach.email_events', 'sluice.searches']),
      hold(databases.queue, ['queue.jobs', 'sluice.outbox']),
    ]);
    try {
      // Whoever waited would get QUERY_TIMEOUT in the end.
      for (const tell of Object.values(TELLING)) {
        const unknown = strangers();
        expect(masked(await ask(tell(victim.names)), victim.names)).toBe(
          masked(await ask(tell(unknown)), unknown),
        );
        expect(JSON.parse(await ask(tell(pending)))).toMatchObject({ errors: [] });
      }
      const own = message({ ...HOSTILE, clientKey: pending.clientKey, body: victim.names.clientKey });
      expect(await ask(`mutation { recordEmailMessages(messages: [${own}]) { accepted } }`)).toContain(
        'true',
      );
      expect(
        JSON.parse(await ask('{ outreach { pending { count } queueHealth { status dueCount } } }')),
      ).toMatchObject({ errors: [] });
    } finally {
      for (const holder of holders) await holder.end();
    }
  });

  test('finds nothing of the victim in what needs no token', async () => {
    const base = gateway.graphqlUrl.replace(/\/graphql$/, '');
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const text = await (await fetch(`${base}${path}`)).text();
      for (const each of [WORD, VICTIM.id, HOSTILE.id, victim.names.campaignId])
        expect(text).not.toContain(each);
    }
    // Of what somebody wrote, the log says nothing either.
    expect(JSON.stringify(gateway.log)).not.toContain(WORD);
  });

  test('left in Redis only what is right of itself, under its own names', async () => {
    await withRedis(redis.url, async (commands) => {
      const names = await commands.keys('*');
      const kept = names.filter((name) => name.includes(':ref:'));
      for (const name of names.filter((each) => !each.endsWith(':probe'))) {
        expect(name).toMatch(new RegExp(`^sluice:\\{(${HOSTILE.id}|${VICTIM.id})\\}:`));
      }
      const theirs = (owner: string): string[] =>
        kept.filter((name) => name.includes(`{${owner}}`) && name.endsWith(`:${VICTIM.campaignId}`));
      expect(theirs(VICTIM.id)).toHaveLength(1);
      expect(theirs(HOSTILE.id)).not.toEqual([]);
      for (const name of theirs(HOSTILE.id)) expect(await commands.get(name)).toMatch(/^unknown /);
    });
  });

  test('has changed nothing of the victim’s', async () => {
    expect(await rowsOf(VICTIM)).toEqual(before);
  });
});

function references(names: Names): readonly { readonly kind: string; readonly id: string }[] {
  return [
    { kind: 'TENANT', id: names.tenantId },
    { kind: 'CAMPAIGN', id: names.campaignId },
    { kind: 'LEAD', id: names.leadId },
    { kind: 'EMAIL_ACCOUNT', id: names.emailAccountId },
  ];
}

function message({
  campaignId,
  leadId,
  emailAccountId,
  clientKey,
  body = 'text',
}: Pick<Names, 'campaignId' | 'leadId' | 'emailAccountId' | 'clientKey'> & {
  readonly body?: string;
}): string {
  return `{ clientKey: "${clientKey}", campaignId: "${campaignId}", leadId: "${leadId}", emailAccountId: "${emailAccountId}",
    direction: OUTBOUND, body: "${body}", sentAt: "2026-03-01T09:30:00Z" }`;
}

/** An answer without the names that were asked about, so that answers about others can be compared with it. */
function masked(text: string, names: Names): string {
  return Object.entries(names).reduce(
    (left, [key, name]) => left.replaceAll(name, key).replaceAll(name.toUpperCase(), key),
    text,
  );
}

/** Values for arguments that have to be there: the same text for each, the first of an enumeration, one of a list. */
function writeArgument(text: string): (type: GraphQLInputType) => string {
  const write = (type: GraphQLInputType): string => {
    const inner = getNullableType(type) as GraphQLInputType;
    if (inner instanceof GraphQLList) return `[${write(inner.ofType as GraphQLInputType)}]`;
    if (inner instanceof GraphQLEnumType) return inner.getValues()[0]!.name;
    if (inner instanceof GraphQLInputObjectType) {
      return `{ ${Object.values(inner.getFields())
        .map((field) => `${field.name}: ${write(field.type)}`)
        .join(', ')} }`;
    }
    return JSON.stringify(text);
  };
  return write;
}

/** A connection that stays in the middle of a transaction, with all of the victim's rows in these tables locked. */
async function hold({ adminUrl }: TestDatabase, tables: readonly string[], also = ''): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const locks = tables.map((table) => {
    const key = table === 'oltp.tenants' ? 'id' : 'tenant_id';
    return `select from ${table} where ${key} = '${VICTIM.id}' for update`;
  });
  await client.query(['begin', ...locks, also].join(';'));
  return client;
}
