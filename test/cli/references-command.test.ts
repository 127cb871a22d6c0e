import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import type { ReferenceReport } from '../../src/maintenance/references/reference-report.js';
import { makeCampaign, writeMessage } from '../maintenance/references/references-fixture.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';

describe('sluice references', () => {
  let databases: OutreachDatabases;
  let printed: string;

  const run = async (...args: string[]): Promise<string> => {
    printed = '';
    process.exitCode = undefined;
    const program = await createProgram(['references', ...args]);
    await program.parseAsync(['references', ...args], { from: 'user' });
    return printed.trimEnd();
  };
  const messages = async (): Promise<number> =>
    (await databases.content.asOwner('select from content.email_messages')).length;

  beforeAll(async () => {
    databases = await createOutreachDatabases();
  });
  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    for (const [name, value] of Object.entries(databases.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    for (const table of ['content.email_messages', 'sluice.quarantined_rows']) {
      await databases.content.asOwner(`delete from ${table}`);
    }
  });

  test('says that all references hold, with exit status 0', async () => {
    await writeMessage(databases);
    expect(await run('check')).toContain('All references hold.');
    expect(process.exitCode).toBeUndefined();
  });

  test('finds an orphan with exit status 1, sets it aside, and puts it back', async () => {
    const campaignId = randomUUID();
    await writeMessage(databases);
    await writeMessage(databases, { campaignId });
    expect(await run('check')).toContain(
      'content.email_messages: campaignId is unknown in 1 rows (oltp.campaigns).',
    );
    expect(process.exitCode).toBe(1);
    expect(await run('clean', '--dry-run')).toMatch(/content\.email_messages +2 +1$/m);
    expect(await messages()).toBe(2);

    expect(await run('clean')).toMatch(/content\.email_messages +2 +1 +1 +0$/m);
    expect(process.exitCode).toBeUndefined();
    expect(await messages()).toBe(1);
    expect(await run('restore')).toMatch(/^content +0 +1 +0 +0 +0$/m);
    await makeCampaign(databases, campaignId);
    expect(await run('restore', '--tenant', OUTREACH_TENANT.id)).toMatch(/^content +1 +0 +0 +0 +0$/m);
    expect(await messages()).toBe(2);
  });

  test('deletes where it is told to, and prints JSON', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    const report = JSON.parse(
      await run('clean', '--remove', '--json', '--table', 'content.email_messages'),
    ) as ReferenceReport;
    expect(report).toMatchObject({
      tables: [{ orphans: 1, removed: 1, quarantined: 0, left: 0 }],
      notConfigured: [],
    });
    expect(await messages()).toBe(0);
    await expect(run('clean', '--remove', '--dry-run')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('discards what has been aside for so long as it is told, and needs to be told', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    await run('clean');
    await expect(run('discard')).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
    for (const days of ['0', '-1', '1.5', 'many', '99999']) {
      await expect(run('discard', '--older-than', days)).rejects.toMatchObject({
        code: 'commander.invalidArgument',
      });
    }
    expect(await run('discard', '--older-than', '1')).toBe('Nothing was set aside so long ago.');
    await databases.content.asOwner(
      `update sluice.quarantined_rows set quarantined_at = now() - interval '25 hours'`,
    );
    const planned = await run('discard', '--older-than', '1', '--dry-run');
    expect(planned).toMatch(/^database +table +would go$/m);
    expect(planned).toMatch(/^content +content\.email_messages +1$/m);
    expect(planned).toMatch(/^content +\(copies that they needed\) +1$/m);
    vi.stubEnv('QUEUE_MAINTAINER_DATABASE_URL', '');
    expect(JSON.parse(await run('discard', '--older-than', '1', '--json'))).toEqual([
      {
        database: 'content',
        tables: [{ table: 'content.email_messages', rows: 1 }],
        copies: 1,
        busy: 0,
      },
      { database: 'analytics', tables: [], copies: 0, busy: 0 },
    ]);
    expect(await run('discard', '--older-than', '1')).toBe(
      'Nothing was set aside so long ago.\nNot looked at, for it is not configured: queue.',
    );
    expect(process.exitCode).toBeUndefined();
  });

  test('looks at what is configured, and says what is not', async () => {
    vi.stubEnv('QUEUE_MAINTAINER_DATABASE_URL', '');
    expect(await run('check')).toContain('Not looked at, for it is not configured: queue.');
    vi.stubEnv('OLTP_MAINTAINER_DATABASE_URL', '');
    await expect(run('check')).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('OLTP_MAINTAINER_DATABASE_URL') as string,
    });
  });
});
