import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../src/importing/import-report.js';
import type { AccessToken } from '../src/tokens/access-token-store.js';
import { runSluice, startSluice, type SluiceProcess } from './cli/sluice-process.js';
import { createEmptyDatabase, type TestDatabase } from './setup/test-database.js';
import { postOperation } from './support/graphql-client.js';

const MAPPING = `
version: 1
name: acme-desk
dataset: tickets
tenant: { constant: Acme }
columns:
  external_id: number
  id: { id_of: tickets, column: number }
  subject: title
  status: state
  channel: via
  created_at: opened
  updated_at: opened
  resolved_at: solved
  satisfaction_score: stars
`;

interface Dashboard {
  readonly helpdesk: {
    readonly tickets: {
      readonly rows: readonly {
        day: string;
        channel: string;
        status?: string;
        count: number;
        avgResolutionHours: number | null;
      }[];
      readonly totals: { readonly count: number; readonly avgSatisfactionScore: number | null };
      readonly freshness: { readonly asOf: string };
      readonly explain: {
        readonly source: string;
        readonly rollup: string | null;
        readonly reason: string;
        readonly rejected: unknown[];
      };
    };
  };
}

/** The first day of a tenant, from an empty database to a dashboard, with the README's own commands and its own query. */
describe('the first day of a tenant', () => {
  let database: TestDatabase;
  let gateway: SluiceProcess;
  let graphqlUrl: string;
  let tenantId: string;
  let token: AccessToken & { secret: string };
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tutorial-'));

  const maintainer = () => ({ MAINTAINER_DATABASE_URL: database.maintainerUrl });
  /** Runs a command that must succeed, and reads its --json. */
  const sluice = async <Result>(args: string[], environment: Record<string, string>): Promise<Result> => {
    const { status, stdout, stderr } = await runSluice([...args, '--json'], environment);
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout) as Result;
  };

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(async () => {
    gateway?.child.kill('SIGKILL');
    await gateway?.exit;
    rmSync(folder, { recursive: true, force: true });
  });

  test('begins with sluice migrate, which makes an empty database ready', async () => {
    const { applied } = await sluice<{ applied: string[] }>(['migrate'], {
      OWNER_DATABASE_URL: database.adminUrl,
    });
    expect(applied.length).toBeGreaterThan(0);
    const { isSafe } = await sluice<{ isSafe: boolean }>(['doctor'], { DATABASE_URL: database.gatewayUrl });
    expect(isSafe).toBe(true);
  });

  test('sluice import brings the tickets in, and the tenant with them', async () => {
    const now = Date.now();
    const opened = (days: number) => new Date(now - days * 86_400_000).toISOString();
    const solved = (days: number, hours: number) =>
      new Date(now - days * 86_400_000 + hours * 3_600_000).toISOString();
    const file = join(folder, 'desk.csv');
    writeFileSync(join(folder, 'acme.yaml'), MAPPING);
    writeFileSync(
      file,
      [
        'number,title,state,via,opened,solved,stars',
        `1,Printer on fire,resolved,email,${opened(3)},${solved(3, 10)},5`,
        `2,Printer still on fire,closed,email,${opened(3)},${solved(3, 20)},2`,
        `3,No printer,open,phone,${opened(2)},,`,
        `4,Where is my printer?,new,web,${opened(60)},,`,
      ].join('\n'),
    );
    const report = await sluice<ImportReport>(
      ['import', 'tickets', file, '--mapping', join(folder, 'acme.yaml')],
      maintainer(),
    );
    expect(report).toMatchObject({ read: 4, loaded: 4, rejected: 0, tenants: [{ name: 'Acme', rows: 4 }] });
    tenantId = report.tenants[0]!.id;
  });

  test('sluice token create gives its BI front end a token', async () => {
    token = await sluice(
      [
        'token',
        'create',
        '--tenant',
        tenantId,
        '--name',
        'BI',
        '--scope',
        'helpdesk:read',
        '--scope',
        'explain',
      ],
      maintainer(),
    );
    expect(token).toMatchObject({ tenantId, scopes: ['helpdesk:read', 'explain'], status: 'live' });
  });

  test('sluice serve serves, and asks for a token', async () => {
    gateway = startSluice(['serve', '--port', '0', '--json'], { DATABASE_URL: database.gatewayUrl });
    ({ graphqlUrl } = JSON.parse(await gateway.untilPrinted(/\}\n/)) as { graphqlUrl: string });
    const response = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: readmeQuery() }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test("the README's query answers the dashboard, from a rollup, and says why", async () => {
    const { status, errors, data } = await postOperation<Dashboard, object>(
      graphqlUrl,
      token.secret,
      readmeQuery(),
    );
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    const { rows, totals, freshness, explain } = data!.helpdesk.tickets;
    expect(
      rows.map(({ channel, count, avgResolutionHours }) => ({ channel, count, avgResolutionHours })),
    ).toEqual([
      { channel: 'email', count: 2, avgResolutionHours: 15 },
      { channel: 'phone', count: 1, avgResolutionHours: null },
    ]);
    expect(rows[0]!.day).toMatch(/T00:00:00\+0[12]:00$/);
    expect(totals).toEqual({ count: 3, avgSatisfactionScore: 3.5 });
    expect(Date.parse(freshness.asOf)).toBeLessThanOrEqual(Date.now());
    expect(explain.reason).not.toBe('');
    expect(explain.rejected.length).toBeGreaterThan(0);
  });

  test('what is selected is what is grouped by: with status, there are three rows', async () => {
    const query = readmeQuery().replace(/^( +)channel$/m, '$1channel\n$1status');
    const { data } = await postOperation<Dashboard, object>(graphqlUrl, token.secret, query);
    expect(data!.helpdesk.tickets.rows.map(({ status, count }) => [status, count])).toEqual([
      ['CLOSED', 1],
      ['RESOLVED', 1],
      ['OPEN', 1],
    ]);
  });

  test('the token shows figures and no records', async () => {
    const { data, errors } = await postOperation(
      graphqlUrl,
      token.secret,
      '{ helpdesk { tickets { totals { count } } ticketRecords { nodes { subject } } } }',
    );
    expect(data).toEqual({ helpdesk: { tickets: { totals: { count: 4 } }, ticketRecords: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'records' } }]);
  });

  test('and ends when sluice token revoke takes it back', async () => {
    await sluice(['token', 'revoke', token.id], maintainer());
    const { status, errors } = await postOperation(graphqlUrl, token.secret, readmeQuery());
    expect({ status, code: errors[0]!.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    gateway.child.kill('SIGTERM');
    expect(await gateway.exit).toMatchObject({ status: 0 });
  });
});

/** The first query that the README shows. */
function readmeQuery(): string {
  return /^```graphql\n(.*?)^```/ms.exec(readFileSync('README.md', 'utf8'))![1]!;
}
