import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordOperatorAction, type OperatorAction } from '../../../src/audit/record-operator-action.js';
import { createOperatorRun } from '../../../src/audit/operator-run.js';
import { DATABASE_KINDS, type DatabaseKind } from '../../../src/migrations/database-kind.js';
import { INSTALLATION_ID } from '../../../src/tenancy/installation-id.js';
import { postgresVersions } from '../../setup/test-database.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';

const OURS = OUTREACH_TENANT.id;
const THEIRS = OTHER_OUTREACH_TENANT.id;

const ENTRY = `nodes { id occurredAt database actor subject tokenId requestId action target outcome before after } pageInfo { hasNextPage endCursor }`;
const ENTRIES = `query ($where: AuditFilter, $first: Int! = 50, $after: String) { audit { entries(where: $where, first: $first, after: $after) { ${ENTRY} } } }`;
const OF_INSTALLATION = `query ($where: AuditFilter, $first: Int! = 50) { operator { auditEntries(where: $where, first: $first) { ${ENTRY} } } }`;

interface Entry {
  readonly id: string;
  readonly occurredAt: string;
  readonly database: string;
  readonly subject: string;
  readonly action: string;
}

interface Page {
  readonly nodes: readonly Entry[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

describe.each(postgresVersions)('the audit trail over four databases on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
    gateway = await startTestGateway(databases.environment['DATABASE_URL']!, databases.environment);
    // In turns, so that no database's entries lie together; some at the very same time.
    for (const [i, kind] of [...DATABASE_KINDS, ...DATABASE_KINDS, ...DATABASE_KINDS].entries()) {
      await insertEntry(kind, OURS, `ours ${i}`, `2026-03-01T00:00:0${Math.floor(i / 2)}.000001Z`);
      await insertEntry(kind, THEIRS, `theirs ${i}`, `2026-03-01T00:00:0${Math.floor(i / 2)}.000001Z`);
    }
    await act('content', { tenantId: OURS, action: 'tenant retention' });
    await act('oltp', { tenantId: null, action: 'references clean' });
  });
  afterAll(() => gateway?.close());

  const insertEntry = (kind: DatabaseKind, tenantId: string, action: string, at: string): Promise<unknown> =>
    databases[kind].asOwner(
      `insert into sluice.audit_entries
         (tenant_id, occurred_at, actor_kind, subject, token_id, request_id, action, target, outcome, before, after)
       values ($1, $2, 'token', 'ada', 'token-1', 'request-1', $3, 'some.table', 'succeeded', '{"n": 1}', '{"n": 2}')`,
      [tenantId, at, action],
    );
  const act = (kind: DatabaseKind, action: Pick<OperatorAction, 'tenantId' | 'action'>): Promise<void> =>
    recordOperatorAction(
      { query: (sql, values) => databases[kind].asMaintainer(null, sql, values) },
      { run: createOperatorRun('olga'), target: 'somewhere', before: null, after: { n: 7 }, ...action },
    );
  const read = async (variables: Record<string, unknown> = {}, options: TokenOptions = {}): Promise<Page> => {
    const { data, errors } = await gateway.ask<{ audit: { entries: Page } }>(ENTRIES, {
      tenantId: OURS,
      scopes: ['audit'],
      ...options,
      variables,
    });
    expect(errors).toEqual([]);
    return data!.audit.entries;
  };
  const readInstallation = async (options: TokenOptions): Promise<Page> => {
    const { data, errors } = await gateway.ask<{ operator: { auditEntries: Page } }>(OF_INSTALLATION, {
      tenantId: OURS,
      ...options,
      variables: { where: { subject: 'olga' } },
    });
    expect(errors).toEqual([]);
    return data!.operator.auditEntries;
  };

  test('is one list of the tenant, newest first, with what operators did for it', async () => {
    const { nodes, pageInfo } = await read();
    expect(nodes).toHaveLength(13);
    expect(pageInfo.hasNextPage).toBe(false);
    expect(nodes[0]).toMatchObject({
      database: 'content',
      actor: 'OPERATOR',
      subject: 'olga',
      tokenId: null,
      action: 'tenant retention',
      target: 'somewhere',
      outcome: 'SUCCEEDED',
      before: null,
      after: { n: 7 },
    });
    expect(nodes[12]).toMatchObject({
      occurredAt: '2026-03-01T00:00:00.000001Z',
      actor: 'TOKEN',
      subject: 'ada',
      tokenId: 'token-1',
      requestId: 'request-1',
      target: 'some.table',
      before: { n: 1 },
      after: { n: 2 },
    });
    const times = nodes.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(nodes.map(({ database }) => database))).toEqual(new Set(DATABASE_KINDS));
  });

  test.each([1, 2, 3, 5])('has every entry once in pages of %i, whatever the database', async (first) => {
    const all = (await read()).nodes.map(({ id }) => id);
    const paged: string[] = [];
    for (let after: string | null = null, isMore = true; isMore;) {
      const { nodes, pageInfo }: Page = await read({ first, after });
      expect(nodes.length).toBeLessThanOrEqual(first);
      paged.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
      isMore = pageInfo.hasNextPage;
    }
    expect(paged).toEqual(all);
  });

  test("never shows another tenant's entries, nor the installation's", async () => {
    for (const [tenantId, other] of [
      [OURS, 'theirs'],
      [THEIRS, 'ours'],
    ] as const) {
      const { nodes } = await read({ first: 200 }, { tenantId });
      const actions = nodes.map(({ action }) => action);
      expect(actions.filter((action) => action.startsWith(other))).toEqual([]);
      expect(actions).not.toContain('references clean');
    }
    // A cursor of ours opens nothing of ours to them.
    const { pageInfo } = await read({ first: 1 });
    const { nodes } = await read({ after: pageInfo.endCursor, first: 200 }, { tenantId: THEIRS });
    expect(nodes.every(({ action }) => action.startsWith('theirs'))).toBe(true);
    expect((await read({ where: { action: 'theirs 3' } })).nodes).toEqual([]);
  });

  test('is filtered by time, action, subject, target and request', async () => {
    const actions = async (where: object): Promise<string[]> =>
      (await read({ where })).nodes.map(({ action }) => action);
    expect(await actions({ action: 'ours 3' })).toEqual(['ours 3']);
    expect(await actions({ subject: 'olga' })).toEqual(['tenant retention']);
    expect(await actions({ target: 'somewhere' })).toEqual(['tenant retention']);
    expect(await actions({ target: 'some.table', subject: 'olga' })).toEqual([]);
    expect(await actions({ requestId: 'request-1' })).toHaveLength(12);
    expect(
      (await actions({ since: '2026-03-01T00:00:01.000001Z', until: '2026-03-01T00:00:02.000001Z' })).sort(),
    ).toEqual(['ours 2', 'ours 3']);
  });

  test('refuses what it cannot be asked', async () => {
    for (const variables of [
      { first: 0 },
      { first: 201 },
      { after: 'x' },
      { where: { action: 'a\u0000' } },
    ]) {
      const { data, errors } = await gateway.ask(ENTRIES, { tenantId: OURS, variables });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(data).toEqual({ audit: { entries: null } });
    }
  });

  test("tells of the installation to tokens that hold both operator's and audit's scope", async () => {
    const { nodes } = await readInstallation({ scopes: ['operator', 'audit'] });
    expect(nodes).toMatchObject([{ database: 'oltp', actor: 'OPERATOR', action: 'references clean' }]);
    for (const scopes of [['operator'], ['audit']] as const) {
      const { data, errors } = await gateway.ask(OF_INSTALLATION, { tenantId: OURS, scopes });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(JSON.stringify(data)).not.toContain('references clean');
    }
  });

  test('is closed to a token that claims the id of the installation', async () => {
    const response = await gateway.post(
      { query: '{ audit { entries { nodes { id } } } }' },
      { authorization: await gateway.authorization({ tenantId: INSTALLATION_ID, scopes: ['audit'] }) },
    );
    expect(response.status).toBe(401);
  });
});

test("the trail of an installation with one database is that database's, and one that is gone is no gap", async () => {
  const { analytics, oltp, environment } = await createOutreachDatabases();
  const alone = await startTestGateway(analytics.gatewayUrl);
  const both = await startTestGateway(analytics.gatewayUrl, {
    OLTP_DATABASE_URL: environment['OLTP_DATABASE_URL']!,
  });
  try {
    await analytics.asTenant(OURS, `select sluice.record_audit('ada', null, 'r', 'a', 't', null, null)`);
    const entries = async (gateway: GatewayFixture): Promise<unknown> =>
      (await gateway.ask(ENTRIES, { tenantId: OURS })).data;
    expect(await entries(alone)).toMatchObject({
      audit: { entries: { nodes: [{ database: 'analytics' }] } },
    });
    expect(await entries(both)).toMatchObject({ audit: { entries: { nodes: [{ database: 'analytics' }] } } });
    await analytics.asAdmin(`alter database ${oltp.name} allow_connections false`);
    await analytics.asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${oltp.name}' and usename = 'sluice_gateway'`,
    );
    expect(await entries(both)).toEqual({ audit: { entries: null } });
  } finally {
    await Promise.all([alone.close(), both.close()]);
  }
});
