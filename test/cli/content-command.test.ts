import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { encodeBody } from '../../src/content/body-codec.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../support/outreach-databases.js';

const US = OUTREACH_TENANT.id;
const OTHERS = OTHER_OUTREACH_TENANT.id;
const TEXT = 'We would like to tell you about our new offer. '.repeat(20);

describe('sluice content and sluice tenant retention', () => {
  let databases: OutreachDatabases;
  let printed: string;

  const run = async (command: string, ...args: string[]): Promise<string> => {
    printed = '';
    const program = await createProgram([command]);
    await program.parseAsync([command, ...args], { from: 'user' });
    return printed.trimEnd();
  };

  beforeAll(async () => {
    databases = await createOutreachDatabases();
  });
  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    for (const [name, value] of Object.entries(databases.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = 0;
  });

  async function insertMessages(tenant: string, text: string, count: number): Promise<Buffer> {
    const { hash, encoding, bytes, rawBytes } = await encodeBody(text);
    await databases.content.asOwner(
      `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes, is_examined) values ($1, $2, $3, $4, $5, true)`,
      [tenant, hash, encoding, bytes, rawBytes],
    );
    await databases.content.asOwner(
      `insert into content.email_messages (tenant_id, id, campaign_id, lead_id, email_account_id, direction, body_hash, sent_at)
       select $1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'outbound', $2, now() from generate_series(1, $3)`,
      [tenant, hash, count],
    );
    return hash;
  }

  test('says that there is nothing, and nothing damaged', async () => {
    expect(await run('content', 'stats')).toBe('There are no messages.');
    expect(await run('content', 'verify')).toContain('Read 0 texts: all are what was recorded.');
  });

  test('sets how long messages are kept, and shows it', async () => {
    expect(await run('tenant', 'retention', US, '365')).toContain('365 days');
    expect(JSON.parse(await run('content', 'stats', '--json'))).toMatchObject([
      { tenantId: US, messageDays: 365, messages: 0 },
    ]);
    expect(await run('tenant', 'retention', US, 'forever')).toContain('for ever');
    expect(await run('content', 'stats')).toBe('There are no messages.');
  });

  test.each(['0', '-1', '1.5', 'x', '36501'])('refuses to keep messages for %s days', async (days) => {
    await expect(run('tenant', 'retention', US, '--', days)).rejects.toThrow('number of days');
  });

  test('refuses a tenant that there is not, and to do without the database', async () => {
    const nobody = '00000000-0000-4000-8000-0000000000ff';
    await expect(run('tenant', 'retention', nobody, '30')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const name of ['CONTENT_DATABASE_URL', 'CONTENT_MAINTAINER_DATABASE_URL']) vi.stubEnv(name, '');
    for (const command of [
      ['tenant', 'retention', US, '30'],
      ['content', 'stats'],
      ['content', 'verify'],
    ] as const) {
      const [name, ...args] = command;
      await expect(run(name, ...args)).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining('CONTENT_MAINTAINER_DATABASE_URL') as string,
      });
    }
  });

  test('says what each tenant has and saves, and finds each damaged text', async () => {
    await insertMessages(US, TEXT, 10);
    await insertMessages(US, 'x', 1);
    const hash = await insertMessages(OTHERS, TEXT, 3);
    const [ours, theirs] = JSON.parse(await run('content', 'stats', '--json')) as Record<string, number>[];
    expect(ours).toMatchObject({
      tenantId: US,
      messages: 11,
      messageBytes: TEXT.length * 10 + 1,
      bodies: 2,
      bodyBytes: TEXT.length + 1,
      waiting: 0,
    });
    expect(theirs).toMatchObject({ tenantId: OTHERS, messages: 3, bodies: 1 });
    expect(ours!['storedBytes']).toBeLessThan(TEXT.length / 4);
    expect(await run('content', 'stats')).toMatch(/9\d\.\d %/);
    expect(JSON.parse(await run('content', 'verify', '--json'))).toEqual({ bodies: 3, corrupt: [] });
    expect(process.exitCode ?? 0).toBe(0);

    await databases.content.asOwner(
      'update content.message_bodies set body = set_byte(body, 8, 255 - get_byte(body, 8)) where tenant_id = $1 and hash = $2',
      [OTHERS, hash],
    );
    expect(JSON.parse(await run('content', 'verify', '--json'))).toEqual({
      bodies: 3,
      corrupt: [{ tenantId: OTHERS, hash: hash.toString('hex'), messages: 3 }],
    });
    expect(process.exitCode).toBe(1);
    expect(await run('content', 'verify')).toContain(hash.toString('hex'));
    process.exitCode = 0;
    expect(JSON.parse(await run('content', 'verify', '--tenant', US, '--json'))).toEqual({
      bodies: 2,
      corrupt: [],
    });
    expect(process.exitCode).toBe(0);
  });
});
