import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DemoFile } from '../../src/demo/demo-file.js';
import { readPostmasterFile } from '../../src/embedded/postmaster.js';
import { processIdentity } from '../../src/embedded/process-identity.js';
import { isReachableBy } from '../../src/embedded/reachable-by.js';
import { startDemo, type Account, type DemoProcess } from './demo-process.js';

/** The account "nobody": it exists on every Unix, and owns nothing. */
const NOBODY = { name: 'nobody', uid: 65_534, gid: 65_534 };
const CAN_BE_NOBODY = process.getuid?.() === 0 && (await isReachableBy(NOBODY, process.cwd()));
const SMALL = ['--port', '0', '--tickets', '2000'];

describe('a demo and those that follow it over its folder', () => {
  let home: string;
  let folder: string;
  let running: DemoProcess;
  let demo: DemoFile;

  beforeAll(async () => {
    home = createHome();
    folder = join(home, 'work', '.sluice');
    running = startDemo(folder, SMALL);
    demo = await running.untilServing();
  });
  afterAll(async () => {
    running.child.kill('SIGTERM');
    await running.exit;
    rmSync(home, { recursive: true, force: true });
  });

  test('says how to ask it', async () => {
    expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600);
    expect(demo.tenants).toHaveLength(12);
    expect(demo.tenants.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(2000);

    const { stdout, stderr } = running.output();
    const curl = stdout.split('\n').find((line) => line.startsWith('curl '))!;
    const answer = JSON.parse((await promisify(execFile)('sh', ['-c', curl])).stdout) as Answer;
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.helpdesk.tickets!.rows!.length).toBeGreaterThan(3);
    for (const shown of [demo.url, demo.graphqlUrl, ...Object.values(demo.tokens)])
      expect(stdout).toContain(shown);
    expect(stderr).toMatch(/Starting PostgreSQL\nMigrating\nGenerating 2,000 tickets\n/);
    expect(await (await fetch(demo.url)).text()).toContain('<!doctype html>');
  });

  test('gives each token what its holder is to see', async () => {
    const explain = '{ helpdesk { tickets { totals { count } explain { source } } } }';
    const [largest, second] = demo.tenants;

    const partner = await ask(demo, demo.tokens.partner, explain);
    expect(partner.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'explain' });
    expect(partner.data!.helpdesk.tickets!.totals!.count).toBe(second!.tickets);

    const bi = await ask(demo, demo.tokens.bi, explain);
    expect(bi.errors).toBeUndefined();
    expect(bi.data!.helpdesk.tickets!.totals!.count).toBe(largest!.tickets);

    const records = '{ helpdesk { ticketRecords(first: 1) { nodes { subject customer { email } } } } }';
    expect((await ask(demo, demo.tokens.bi, records)).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await ask(demo, demo.tokens.operator, records)).errors).toBeUndefined();

    const campaigns = '{ outreach { deliveries { rows { campaign { name } sent openRate } } } }';
    const shown = await ask(demo, demo.tokens.bi, campaigns);
    expect(shown.errors).toBeUndefined();
    expect(shown.data!.outreach!.deliveries.rows.length).toBeGreaterThan(3);
    for (const { campaign, sent } of shown.data!.outreach!.deliveries.rows) {
      expect(campaign?.name).toMatch(/, \w+ 20\d\d$/);
      expect(sent).toBeGreaterThan(0);
    }
    expect((await ask(demo, demo.tokens.partner, campaigns)).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      scope: 'outreach:read',
    });
  });

  test('answers about outreach from rollups, and knows its own references from those of others', async () => {
    const [largest, second] = demo.tenants;
    const { data, errors } = await ask(
      demo,
      demo.tokens.operator,
      `{ outreach {
           deliveries { totals { sent } explain { source } }
           billing { totals { amount } }
           queueHealth { queueFamily status }
         }
         validateReferences(references: [{ kind: TENANT, id: "${largest!.id}" }, { kind: TENANT, id: "${second!.id}" }]) { isKnown }
       }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      outreach: { deliveries: { explain: { source: 'ROLLUP' } } },
      validateReferences: [{ isKnown: true }, { isKnown: false }],
    });
  });

  test('names logins for psql: the gateway sees nobody, the owner everybody', async () => {
    const sql =
      'select count(*)::int as tickets, count(distinct tenant_id)::int as tenants from helpdesk.tickets';
    expect(await query(demo.databaseUrl, sql)).toEqual([{ tickets: 0, tenants: 0 }]);
    expect(await query(demo.maintainerDatabaseUrl, sql)).toEqual([{ tickets: 0, tenants: 0 }]);
    expect(await query(demo.ownerDatabaseUrl, sql)).toEqual([{ tickets: 2000, tenants: 12 }]);
  });

  test('makes the databases of outreach beside, each for every login', async () => {
    for (const [database, urls] of Object.entries(demo.outreach)) {
      const migrations = 'select count(*) > 0 as is_migrated from sluice.migrations';
      expect(await query(urls.ownerDatabaseUrl, migrations)).toEqual([{ is_migrated: true }]);
      const who = 'select current_user as role, current_database() as database';
      expect(await query(urls.databaseUrl, who)).toEqual([{ role: 'sluice_gateway', database }]);
      expect(await query(urls.maintainerDatabaseUrl, who)).toEqual([{ role: 'sluice_maintainer', database }]);
    }
    expect(Object.keys(demo.outreach)).toEqual(['oltp', 'content', 'queue']);
  });

  test('keeps the rollups folded by a worker inside', async () => {
    const [tenant] = demo.tenants;
    await query(
      demo.maintainerDatabaseUrl,
      `select set_config('app.current_tenant_id', '${tenant!.id}', false);
       insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
       values ('${tenant!.id}', gen_random_uuid(), 'Folded?', 'new', 'web')`,
    );
    const pending = 'select sum(pending)::int as n from sluice.rollup_work()';
    await vi.waitFor(
      async () => expect(await query(demo.maintainerDatabaseUrl, pending)).toEqual([{ n: 0 }]),
      {
        timeout: 120_000,
        interval: 200,
      },
    );
    const [row] = await query(
      demo.databaseUrl,
      `select set_config('app.current_tenant_id', '${tenant!.id}', false);
       select sum(tickets)::int as n from helpdesk.dashboard_stats`,
    );
    expect(row).toEqual({ n: tenant!.tickets + 1 });
  });

  test('counts a message that is recorded, for its worker sees to the other databases as well', async () => {
    const operator = async (question: string): Promise<unknown> => {
      const { data, errors } = await ask(demo, demo.tokens.operator, question);
      expect(errors).toBeUndefined();
      return data;
    };
    const { outreach } = (await operator(
      '{ outreach { campaigns(first: 1) { nodes { id } } leads(first: 1) { nodes { id } } emailAccounts(first: 1) { nodes { id } } } }',
    )) as { outreach: Record<'campaigns' | 'leads' | 'emailAccounts', { nodes: [{ id: string }] }> };
    const sent = (): Promise<unknown> =>
      operator('{ outreach { deliveries { totals { sent } } pending { count } } }');
    const before = (await sent()) as { outreach: { deliveries: { totals: { sent: number } } } };
    const recorded = await operator(
      `mutation { recordEmailMessages(messages: [{
         clientKey: "one more", direction: OUTBOUND, body: "One more.", sentAt: "${new Date().toISOString()}",
         campaignId: "${outreach.campaigns.nodes[0].id}", leadId: "${outreach.leads.nodes[0].id}",
         emailAccountId: "${outreach.emailAccounts.nodes[0].id}" }]) { accepted } }`,
    );
    expect(recorded).toEqual({ recordEmailMessages: [{ accepted: true }] });
    await vi.waitFor(
      async () =>
        expect(await sent()).toEqual({
          outreach: {
            deliveries: { totals: { sent: before.outreach.deliveries.totals.sent + 1 } },
            pending: { count: 0 },
          },
        }),
      { timeout: 120_000, interval: 200 },
    );
  });

  test('leaves a folder to the demo that has it', async () => {
    const second = startDemo(folder, SMALL);
    expect(await second.exit).toBe(1);
    expect(second.output().stderr).toContain(
      `Sluice already runs over ${folder} (process ${running.child.pid})`,
    );
    expect(existsSync(join(folder, 'demo.json'))).toBe(true);
  });

  test('stops all of it on SIGTERM, and finds its data and tokens again', async () => {
    const total = '{ helpdesk { tickets { totals { count } } } }';
    const { data } = await ask(demo, demo.tokens.bi, total);
    const postmaster = await postmasterId(folder);
    running.child.kill('SIGTERM');
    expect(await running.exit).toBe(0);
    expect(await processIdentity(postmaster)).toBeNull();
    await expect(fetch(demo.url)).rejects.toThrow();

    running = startDemo(folder, SMALL);
    const after = await running.untilServing();
    expect(running.output().stderr).not.toContain('Generating');
    expect(after.tenants).toEqual(demo.tenants);
    expect(after.tokens.partner).toBe(demo.tokens.partner);
    expect((await ask(after, demo.tokens.bi, total)).data).toEqual(data);
    expect((await ask(after, after.tokens.bi, total)).data).toEqual(data);
  });

  test('recovers from kill -9', async () => {
    const orphan = await postmasterId(folder);
    running.child.kill('SIGKILL');
    await running.exit;
    expect(await processIdentity(orphan)).not.toBeNull();

    running = startDemo(folder, SMALL);
    const after = await running.untilServing();
    expect(await processIdentity(orphan)).toBeNull();
    expect(after.tenants).toEqual(demo.tenants);
  });

  test('ends with an error when its database does', async () => {
    process.kill(await postmasterId(folder), 'SIGKILL');
    expect(await running.exit).toBe(1);
    expect(running.output().stderr).toContain('PostgreSQL has ended by itself');
  });
});

describe('a demo over a folder of its own', () => {
  let home: string;
  let folder: string;
  let demos: DemoProcess[];

  beforeEach(() => {
    home = createHome();
    folder = join(home, 'work', '.sluice');
    demos = [];
  });
  afterEach(async () => {
    for (const demo of demos) {
      if (demo.child.exitCode === null && demo.child.signalCode === null) demo.child.kill('SIGTERM');
      await demo.exit;
    }
    rmSync(home, { recursive: true, force: true });
  });

  function start(args: readonly string[] = SMALL, account?: Account): DemoProcess {
    const demo = startDemo(folder, args, account);
    demos.push(demo);
    return demo;
  }

  test('completes a filling that was killed', async () => {
    const first = start(['--port', '0', '--tickets', '60000']);
    await first.untilProgress(/15,000 of 60,000/);
    first.child.kill('SIGKILL');
    await first.exit;

    const second = start();
    const demo = await second.untilServing();
    expect(second.output().stderr).toContain('Generating 2,000 tickets');
    expect(demo.tenants.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(2000);
  });

  test('completes a filling with outreach that was killed, in all databases', async () => {
    const first = start();
    await first.untilProgress(/Generating a year of outreach/);
    first.child.kill('SIGKILL');
    await first.exit;

    const second = start();
    const { ownerDatabaseUrl, outreach } = await second.untilServing();
    expect(second.output().stderr).not.toContain('Generating 2,000 tickets');
    const sent = await query(ownerDatabaseUrl, 'select count(*)::int as n from outreach.deliveries');
    expect(sent).not.toEqual([{ n: 0 }]);
    expect(
      await query(
        outreach.content.ownerDatabaseUrl,
        `select count(*)::int as n from content.email_messages where direction = 'outbound'`,
      ),
    ).toEqual(sent);
  });

  test('can be stopped while it starts', async () => {
    const demo = start(['--port', '0', '--tickets', '60000']);
    await demo.untilProgress(/15,000 of 60,000/);
    const postmaster = await postmasterId(folder);
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(130);
    expect(demo.output().stderr).toMatch(/Stopped\.\n$/);
    expect(await processIdentity(postmaster)).toBeNull();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  test('refuses a busy port before it does anything', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as { port: number };
    try {
      const demo = start(['--port', String(port)]);
      expect(await demo.exit).toBe(1);
      expect(demo.output().stderr).toContain(
        `Port ${port} on 127.0.0.1 is already in use. Choose another with --port`,
      );
      expect(existsSync(folder)).toBe(false);
    } finally {
      await new Promise((resolve) => busy.close(resolve));
    }
  });

  test('refuses options that make no sense', async () => {
    const demo = start(['--tickets', 'many']);
    expect(await demo.exit).toBe(2);
    expect(demo.output().stderr).toContain('whole number from 100 to 10000000');
  });

  test('serves real requests beside the generated tickets, a tenant per department', async () => {
    const real = join(home, 'real', 'helpdesk');
    mkdirSync(real, { recursive: true });
    writeFileSync(join(real, 'boston_311_2015.csv.gz'), gzipSync(REQUESTS));
    const args = [...SMALL, '--real', join(home, 'real')];
    const first = start(args);
    const demo = await first.untilServing();
    const departments = demo.tenants.filter(({ name }) => name.startsWith('Test Department'));
    expect(departments).toMatchObject([
      { name: 'Test Department A', tickets: 2 },
      { name: 'Test Department B', tickets: 1 },
    ]);
    expect(demo.tenants).toHaveLength(14);
    expect(
      await query(
        demo.outreach.oltp.ownerDatabaseUrl,
        `select name from oltp.tenants where name like 'Test Department%' order by name`,
      ),
    ).toEqual([{ name: 'Test Department A' }, { name: 'Test Department B' }]);
    // Closed before it was opened.
    expect(readFileSync(join(folder, 'requests.rejects.csv'), 'utf8')).toContain('900004');
    first.child.kill('SIGTERM');
    await first.exit;

    const second = start(args);
    expect((await second.untilServing()).tenants).toEqual(demo.tenants);
    expect(second.output().stderr).not.toContain('Importing');
  });

  test('says which file it misses where there are no real requests', async () => {
    const demo = start([...SMALL, '--real', home]);
    expect(await demo.exit).toBe(1);
    expect(demo.output().stderr).toContain(`There is no boston_311_2015.csv.gz in ${home}`);
  });

  test.runIf(CAN_BE_NOBODY)('runs for an ordinary user as it does for root', async () => {
    chownSync(join(home, 'work'), NOBODY.uid, NOBODY.gid);
    const demo = start(SMALL, NOBODY);
    const { tenants } = await demo.untilServing();
    expect(tenants).toHaveLength(12);
    expect(statSync(folder)).toMatchObject({ uid: NOBODY.uid });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const postmaster = await postmasterId(folder);
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(0);
    expect(await processIdentity(postmaster)).toBeNull();
  });
});

async function postmasterId(folder: string): Promise<number> {
  return (await readPostmasterFile(join(folder, 'postgres')))!.pid;
}

/** A folder that every account can enter, unlike what mkdtemp makes. */
function createHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'sluice-demo-'));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'work'));
  return home;
}

interface Answer {
  readonly data: {
    readonly helpdesk: {
      readonly tickets?: { readonly rows?: readonly unknown[]; readonly totals?: { readonly count: number } };
    };
    readonly outreach?: {
      readonly deliveries: {
        readonly rows: readonly {
          readonly campaign: { readonly name: string } | null;
          readonly sent: number;
        }[];
      };
    };
  } | null;
  readonly errors?: readonly { readonly extensions: Record<string, unknown> }[];
}

async function ask(demo: DemoFile, token: string, query_: string): Promise<Answer> {
  const response = await fetch(demo.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: query_ }),
  });
  return (await response.json()) as Answer;
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return ((Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult).rows;
  } finally {
    await client.end();
  }
}

/** Made up, in the form of Boston's export. */
const REQUESTS = [
  'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CLOSURE_REASON,CASE_TITLE,SUBJECT,REASON,TYPE,QUEUE,Source,neighborhood,SubmittedPhoto,ClosedPhoto',
  '900001,05/11/2015 03:56:00 AM,05/14/2015 03:56:00 AM,05/12/2015 02:17:36 PM,ONTIME,Closed,Lamp replaced,Lamp out,Test Department A,Street Lights,Street Light Outages,Lights,Constituent Call,Harbour,,',
  '900002,06/01/2015 09:00:00 AM,,,,Open,,Bench broken,Test Department A,Parks,Benches,Parks,Self Service,Harbour,,',
  '900003,07/04/2015 10:30:00 PM,07/06/2015 10:30:00 PM,07/09/2015 08:00:00 AM,OVERDUE,Closed,Done,Noise,Test Department B,Noise,Noise,Noise,City Worker App,,,',
  '900004,07/04/2015 10:30:00 PM,07/06/2015 10:30:00 PM,07/01/2015 08:00:00 AM,ONTIME,Closed,Done,Closed too early,Test Department B,Noise,Noise,Noise,City Worker App,,,',
  '',
].join('\n');
