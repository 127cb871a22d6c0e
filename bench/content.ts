import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readEnvironment } from '../src/config/environment.js';
import { encodeBody } from '../src/content/body-codec.js';
import type { MessageToRecord } from '../src/content/message-to-record.js';
import { recordMessages } from '../src/content/record-messages.js';
import { recordStatement } from '../src/content/record-statement.js';
import { GatewayDatabase } from '../src/tenancy/gateway-database.js';
import type { RequestContext } from '../src/tenancy/request-context.js';
import { createBenchOltp, type BenchOltp } from './support/bench-oltp.js';
import { asSuperuser, type OutreachBench } from './support/bench-outreach.js';
import { spread } from './support/statistics.js';

const BATCHES = [1, 100, 1_000] as const;
const CAMPAIGNS = 20;
const LEADS = 5_000;
/** A campaign's text goes to so many leads. */
const LEADS_PER_TEXT = 10;

/**
 * What compression and keeping each text once save on real e-mail texts, against what PostgreSQL does by itself; and how many messages a second are
 * recorded with their references checked and held, against the same statement without.
 */
export async function content(databases: OutreachBench, rounds: number): Promise<void> {
  const texts = readRealTexts();
  await savings(databases, texts);
  const oltp = await createBenchOltp(databases, CAMPAIGNS, LEADS);
  const accountId = randomUUID();
  await asSuperuser(oltp, (client) =>
    client.query('insert into oltp.email_accounts (tenant_id, id, address) values ($1, $2, $3)', [
      oltp.tenantId,
      accountId,
      'bench@example.com',
    ]),
  );
  await throughput(databases, oltp, accountId, texts, rounds);
}

function readRealTexts(): readonly string[] {
  const file = join(readEnvironment().realDataFolder, 'email', 'spamassassin_ham.jsonl.gz');
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { body: string }).body);
}

async function savings(databases: OutreachBench, texts: readonly string[]): Promise<void> {
  const raw = texts.map((text) => Buffer.from(text, 'utf8'));
  const total = sum(raw.map(({ length }) => length));
  const different = [
    ...new Map(raw.map((bytes) => [createHash('sha256').update(bytes).digest('hex'), bytes])).values(),
  ];
  const inMessages = (bytes: number): string => `${((1 - bytes / total) * 100).toFixed(1)} % saved`;
  process.stdout.write(
    `${texts.length.toLocaleString('en')} real e-mail texts, ${(total / 1024 / 1024).toFixed(1)} MiB\n` +
      `  each once                        ${different.length.toLocaleString('en')} texts, ${inMessages(sum(different.map(({ length }) => length)))}\n`,
  );
  for (const compression of ['pglz', 'lz4'] as const) {
    const bytes = await compressedByPostgres(databases, compression, different);
    process.stdout.write(
      `  each once, TOAST with ${compression.padEnd(4)}       ${bytes === null ? 'not built in' : inMessages(bytes)}\n`,
    );
  }
  const measure = async (name: string, encode: (bytes: Buffer) => Promise<number>): Promise<void> => {
    const begunAt = performance.now();
    const lengths: number[] = [];
    for (const bytes of different) lengths.push(await encode(bytes));
    const seconds = (performance.now() - begunAt) / 1_000;
    process.stdout.write(
      `  each once, ${name.padEnd(21)} ${inMessages(sum(lengths))}, ${(total / 1024 / 1024 / seconds).toFixed(0)} MiB/s\n`,
    );
  };
  await measure('gzip', (bytes) => Promise.resolve(Math.min(bytes.length, gzipSync(bytes).length)));
  await measure("Sluice's codec", async (bytes) => (await encodeBody(bytes.toString('utf8'))).bytes.length);
}

/** Null where this PostgreSQL cannot. */
function compressedByPostgres(
  { content: urls }: OutreachBench,
  compression: 'pglz' | 'lz4',
  texts: readonly Buffer[],
): Promise<number | null> {
  return asSuperuser(urls, async (client) => {
    try {
      await client.query(`create temporary table measured (body bytea compression ${compression})`);
    } catch {
      return null;
    }
    await client.query(`alter table measured alter column body set storage main`);
    for (const text of texts) await client.query('insert into measured values ($1)', [text]);
    const { rows } = await client.query<{ bytes: string }>(
      'select sum(pg_column_size(body)) as bytes from measured',
    );
    return Number(rows[0]!.bytes);
  });
}

async function throughput(
  databases: OutreachBench,
  oltp: BenchOltp,
  accountId: string,
  texts: readonly string[],
  rounds: number,
): Promise<void> {
  const door = (url: string): GatewayDatabase =>
    new GatewayDatabase({ url, maxConnections: 4, statementTimeoutMs: 30_000 });
  const doors = { oltp: door(oltp.gatewayUrl), content: door(databases.content.gatewayUrl) };
  const request: RequestContext = {
    principal: {
      tenantId: oltp.tenantId,
      subject: 'bench',
      tokenId: null,
      scopes: new Set(['outreach:write']),
      expiresAtMs: null,
    },
    database: doors.content,
    databases: { analytics: doors.content, ...doors, queue: null },
    signal: new AbortController().signal,
    requestId: 'bench',
    now: new Date(),
  };
  const batch = (size: number): readonly MessageToRecord[] =>
    Array.from({ length: size }, (_, i) => ({
      clientKey: randomUUID(),
      campaignId: oltp.campaignIds[i % CAMPAIGNS]!,
      leadId: oltp.leadIds[Math.floor(Math.random() * LEADS)]!,
      emailAccountId: accountId,
      direction: 'outbound',
      subject: 'Bench',
      // A run of its own, so that no text is known from before.
      body: `${RUN} ${Math.floor(nextText++ / LEADS_PER_TEXT)} ${texts[Math.floor(nextText / LEADS_PER_TEXT) % texts.length]!}`,
      sentAt: new Date().toISOString(),
    }));
  const ways: Readonly<Record<string, (messages: readonly MessageToRecord[]) => Promise<void>>> = {
    'checked and held': async (messages) => {
      const outcomes = await recordMessages(request, messages);
      if (outcomes.some(({ kind }) => kind !== 'accepted')) throw new Error('A message was refused.');
    },
    'without looking at references': async (messages) => {
      const encoded = new Map<string, ReturnType<typeof encodeBody>>();
      for (const { body } of messages) if (!encoded.has(body)) encoded.set(body, encodeBody(body));
      const ready = await Promise.all(
        messages.map(async (message) => ({
          message,
          body: await encoded.get(message.body)!,
          isWritable: true,
        })),
      );
      await doors.content.tenantTransaction(oltp.tenantId, [recordStatement(request, ready)], {
        isReadWrite: true,
      });
    },
    'told again': async (messages) => {
      await recordMessages(request, messages);
    },
  };
  try {
    process.stdout.write(
      `Messages recorded a second, one call at a time, ${LEADS_PER_TEXT} with one text, ${rounds} rounds\n`,
    );
    for (const size of BATCHES) {
      const calls = Math.max(1, Math.floor(200 / size));
      const perSecond = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
      // The first round makes connections and plans, and is not counted.
      for (let round = 0; round <= rounds; round++) {
        const known = batch(size);
        await recordMessages(request, known);
        for (const [name, record] of Object.entries(ways)) {
          const batches = Array.from({ length: calls }, () => (name === 'told again' ? known : batch(size)));
          const begunAt = performance.now();
          for (const messages of batches) await record(messages);
          const seconds = (performance.now() - begunAt) / 1_000;
          if (round > 0) perSecond.get(name)!.push((size * calls) / seconds);
        }
      }
      for (const [name, values] of perSecond) {
        const { median, least, greatest } = spread(values);
        const count = (value: number): string => Math.round(value).toLocaleString('en');
        process.stdout.write(
          `  ${String(size).padStart(5)} a call, ${name.padEnd(30)} ${count(median)} (${count(least)} to ${count(greatest)})\n`,
        );
      }
    }
  } finally {
    await doors.oltp.close();
    await doors.content.close();
  }
}

const RUN = randomUUID();
let nextText = 0;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
