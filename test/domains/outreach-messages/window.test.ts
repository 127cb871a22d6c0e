import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tendContent } from '../../../src/content/tend-content.js';
import { recordMessages } from '../../../src/content/record-messages.js';
import type { MessageToRecord } from '../../../src/content/message-to-record.js';
import {
  GatewayDatabase,
  type Held,
  type HeldTransaction,
  type HoldingOptions,
} from '../../../src/tenancy/gateway-database.js';
import type { RequestContext } from '../../../src/tenancy/request-context.js';
import type { Statement } from '../../../src/tenancy/statement.js';
import { startSluice } from '../../cli/sluice-process.js';
import { postOperation } from '../../support/graphql-client.js';
import {
  JWT_AUDIENCE,
  JWT_ISSUER,
  JWT_SECRET,
  startTestGateway,
  token,
} from '../../support/gateway-fixture.js';
import { startLoopbackProxy } from '../../support/loopback-proxy.js';
import {
  aMessage,
  problems,
  RECORD,
  startMessagesFixture,
  TENANT,
  type MessageResult,
  type MessagesFixture,
  type ToldMessage,
} from './messages-fixture.js';

/** Between the check of a message's references and its commit in another database: nothing may be written whose references are gone. */
describe('between check and commit', () => {
  let gateway: MessagesFixture;
  let outsider: pg.Client;
  beforeAll(async () => {
    gateway = await startMessagesFixture();
    outsider = new pg.Client({ connectionString: gateway.databases.content.adminUrl });
    await outsider.connect();
  });
  afterAll(async () => {
    await outsider.end();
    await gateway.close();
  });
  afterEach(() => outsider.query('rollback'));

  async function aLead(): Promise<string> {
    const id = randomUUID();
    await gateway.databases.oltp.asOwner(
      'insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3)',
      [TENANT.id, id, `${id}@example.com`],
    );
    return id;
  }

  const deleteLead = (id: string): Promise<unknown> =>
    gateway.databases.oltp.asMaintainer(TENANT.id, 'delete from oltp.leads where id = $1', [id]);

  /** Has every writer of messages wait, until {@link letGo}. */
  async function stopWriters(): Promise<void> {
    await outsider.query('begin');
    await outsider.query('select pg_advisory_xact_lock(content.life_cycle_key($1))', [TENANT.id]);
  }
  const letGo = (): Promise<unknown> => outsider.query('rollback');

  async function until(database: 'oltp' | 'content', condition: string): Promise<void> {
    for (;;) {
      const rows = await gateway.databases[database].asAdmin(
        `select from pg_stat_activity where datname = current_database() and ${condition}`,
      );
      if (rows.length > 0) return;
      await sleep(5);
    }
  }
  const untilWriterWaits = (): Promise<void> =>
    until('content', `usename = 'sluice_gateway' and wait_event_type = 'Lock'`);
  const untilDeletionWaits = (): Promise<void> =>
    until('oltp', `usename = 'sluice_maintainer' and wait_event_type = 'Lock'`);

  const loseHolder = (): Promise<unknown> =>
    gateway.databases.oltp.asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and usename = 'sluice_gateway' and state = 'idle in transaction'`,
    );

  async function messagesOf(lead: string): Promise<number> {
    const rows = await gateway.databases.content.asOwner(
      'select from content.email_messages where lead_id = $1',
      [lead],
    );
    return rows.length;
  }

  test('who deletes a lead waits until its message is committed', async () => {
    const leadId = await aLead();
    await stopWriters();
    const recording = gateway.record([aMessage({ leadId })]);
    await untilWriterWaits();
    const deletion = deleteLead(leadId);
    await untilDeletionWaits();
    expect(await messagesOf(leadId)).toBe(0);
    await letGo();
    expect((await recording).results).toMatchObject([{ accepted: true }]);
    await deletion;
    expect(await messagesOf(leadId)).toBe(1);
  });

  test('a verdict that is still kept does not let a message through whose lead is gone', async () => {
    for (let i = 0; i < 10; i++) {
      const leadId = await aLead();
      expect((await gateway.record([aMessage({ leadId })])).results).toMatchObject([{ accepted: true }]);
      await deleteLead(leadId);
      // At once: the gateway has not heard of it.
      const { results } = await gateway.record([aMessage({ leadId }), aMessage()]);
      expect(results.map(problems)).toEqual([['leadId UNKNOWN'], []]);
      expect(await messagesOf(leadId)).toBe(1);
    }
  });

  test('nothing is committed when the holding is lost before', async () => {
    const leadId = await aLead();
    const message = aMessage({ leadId });
    await stopWriters();
    const recording = gateway.record([message, aMessage()]);
    await untilWriterWaits();
    await loseHolder();
    await deleteLead(leadId);
    await letGo();
    expect((await recording).errors).toMatchObject([{ extensions: { code: 'DATABASE_UNAVAILABLE' } }]);
    expect(await messagesOf(leadId)).toBe(0);
    expect((await gateway.record([message])).results.map(problems)).toEqual([['leadId UNKNOWN']]);
  });

  test('a delete waits for no longer than the gateway may hold', async () => {
    // The limit stands in the server: a gateway that hangs cannot keep a lead from being deleted.
    const oltp = new GatewayDatabase({
      url: gateway.databases.oltp.gatewayUrl,
      maxConnections: 1,
      statementTimeoutMs: 10_000,
    });
    const leadId = await aLead();
    const hold: Statement = {
      text: `select oltp.hold_references('oltp.leads', $1::uuid[])`,
      values: [[leadId]],
    };
    const held = await oltp.holding(TENANT.id, [hold], () => deleteLead(leadId), { timeoutMs: 100 });
    expect(held.isCommitted).toBe(false);
    await oltp.close();
  });

  describe('and just after the last look', () => {
    /** A door that does something once it has committed. */
    class SurprisingDatabase extends GatewayDatabase {
      surprise: () => Promise<unknown> = () => Promise.resolve();

      override async holding<Value>(
        tenantId: string,
        statements: readonly Statement[],
        use: (transaction: HeldTransaction) => Promise<Value>,
        options?: HoldingOptions,
      ): Promise<Held<Value>> {
        const held = await super.holding(tenantId, statements, use, options);
        await this.surprise();
        return held;
      }
    }

    let content: SurprisingDatabase;
    let oltp: GatewayDatabase;
    beforeAll(() => {
      const limits = { maxConnections: 2, statementTimeoutMs: 10_000 };
      content = new SurprisingDatabase({ url: gateway.databases.content.gatewayUrl, ...limits });
      oltp = new GatewayDatabase({ url: gateway.databases.oltp.gatewayUrl, ...limits });
    });
    afterAll(async () => {
      await content.close();
      await oltp.close();
    });

    const request = (): RequestContext => ({
      principal: {
        tenantId: TENANT.id,
        subject: 'test',
        tokenId: null,
        scopes: new Set(['outreach:write']),
        expiresAtMs: null,
      },
      database: content,
      databases: { analytics: content, oltp, content, queue: null },
      signal: new AbortController().signal,
      requestId: 'the request',
      now: new Date(),
    });
    const toRecord = (told: ToldMessage): MessageToRecord => ({
      ...told,
      subject: told.subject ?? null,
      direction: 'outbound',
    });

    test('what has lost its reference is taken back, and nothing else', async () => {
      const [lead, lasting] = [await aLead(), await aLead()];
      const repeated = toRecord(aMessage({ leadId: lead }));
      content.surprise = () => Promise.resolve();
      const [first] = await recordMessages(request(), [repeated]);
      const before = await gateway.count();
      content.surprise = async () => {
        await loseHolder();
        await deleteLead(lead);
      };
      const messages = [aMessage({ leadId: lead }), aMessage({ leadId: lasting })].map(toRecord);
      const outcomes = await recordMessages(request(), [...messages, repeated]);
      expect(outcomes).toMatchObject([
        { kind: 'unknown', fields: ['leadId'] },
        { kind: 'accepted' },
        // That was recorded before, when there was such a lead.
        { ...first!, isNew: false },
      ]);
      const after = await gateway.count();
      expect(await messagesOf(lead)).toBe(1);
      expect(await messagesOf(lasting)).toBe(1);
      expect(after).toMatchObject({ messages: before.messages + 1, outbox: before.outbox + 1 });
      const entries = await gateway.databases.content.asOwner(
        `select before, after from sluice.audit_entries where request_id = 'the request' order by occurred_at desc, id limit 1`,
      );
      expect(entries).toMatchObject([{ before: { messages: 1 }, after: null }]);
    });

    test('all stays as it is when the references have lasted', async () => {
      const leadId = await aLead();
      content.surprise = loseHolder;
      const outcomes = await recordMessages(request(), [toRecord(aMessage({ leadId }))]);
      expect(outcomes).toMatchObject([{ kind: 'accepted' }]);
      expect(await messagesOf(leadId)).toBe(1);
    });

    test('nobody takes back what was recorded long ago, nor what another tenant has', async () => {
      const leadId = await aLead();
      const { results } = await gateway.record([aMessage({ leadId }), aMessage({ leadId })]);
      const [old, young] = results.map(({ id }) => id);
      const { content: database } = gateway.databases;
      await database.asOwner(
        `update content.email_messages set created_at = now() - interval '11 minutes' where id = $1`,
        [old],
      );
      const takeBack = 'select content.take_back_messages($1::uuid[]) as count';
      const other = '00000000-0000-4000-8000-000000000002';
      expect(await database.asTenant(other, takeBack, [[old, young]])).toEqual([{ count: 0 }]);
      expect(await database.asNobody(takeBack, [[old, young]])).toEqual([{ count: 0 }]);
      expect(await database.asTenant(TENANT.id, takeBack, [[old, young]])).toEqual([{ count: 1 }]);
      expect(await messagesOf(leadId)).toBe(1);
    });
  });

  describe('a gateway that is killed', () => {
    const record = (url: string, messages: readonly ToldMessage[], bearer: string) =>
      postOperation<{ recordEmailMessages: readonly MessageResult[] }, unknown>(url, bearer, RECORD, {
        messages,
      });

    test('leaves nothing behind, holds nothing any more, and the next one records what is told again', async () => {
      const leadId = await aLead();
      const messages = [aMessage({ leadId }), aMessage()];
      const bearer = await token({ tenantId: TENANT.id });
      const doomed = startSluice(['serve'], {
        ...gateway.databases.environment,
        PORT: '0',
        SLUICE_JWT_SECRET: JWT_SECRET,
        SLUICE_JWT_ISSUER: JWT_ISSUER,
        SLUICE_JWT_AUDIENCE: JWT_AUDIENCE,
      });
      const printed = await doomed.untilPrinted(/http:\/\/[^"\s]+\/graphql/);
      const [url] = /http:\/\/[^"\s]+\/graphql/.exec(printed)!;
      await stopWriters();
      const lost = record(url!, messages, bearer).then(
        () => 'answered',
        () => 'lost',
      );
      await untilWriterWaits();
      const deletion = deleteLead(leadId);
      await untilDeletionWaits();
      doomed.child.kill('SIGKILL');
      // Its hold ends with it, though the other database has not heard of its end yet.
      await deletion;
      expect(await lost).toBe('lost');
      await doomed.exit;
      await letGo();
      const { results } = await gateway.record(messages);
      expect(results.map(problems)).toEqual([['leadId UNKNOWN'], []]);
      expect(await messagesOf(leadId)).toBe(0);
    });
  });

  test('an answer that is lost with the connection is found by telling again, and nothing is recorded twice', async () => {
    const proxy = await startLoopbackProxy(gateway.databases.content.server);
    const cut = await startTestGateway(gateway.databases.analytics.gatewayUrl, {
      ...gateway.databases.environment,
      CONTENT_DATABASE_URL: proxy.through(gateway.databases.content.gatewayUrl),
    });
    const messages = [aMessage(), aMessage()];
    const tell = () =>
      cut.ask<{ recordEmailMessages: readonly MessageResult[] }>(RECORD, {
        tenantId: TENANT.id,
        variables: { messages },
      });
    await stopWriters();
    const telling = tell();
    await untilWriterWaits();
    proxy.cut();
    expect((await telling).errors).toMatchObject([{ extensions: { code: 'DATABASE_UNAVAILABLE' } }]);
    await letGo();
    const before = await gateway.count();
    const answer = await tell();
    expect(answer.data!.recordEmailMessages.map(problems)).toEqual([[], []]);
    expect((await tell()).data).toEqual(answer.data);
    expect((await gateway.count()).messages).toBe(before.messages + 2);
    await cut.close();
    await proxy.close();
  });

  test('a Redis that cannot be reached makes no difference but time', async () => {
    const alone = await startTestGateway(gateway.databases.analytics.gatewayUrl, {
      ...gateway.databases.environment,
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    const leadId = await aLead();
    const tell = async (): Promise<readonly (readonly string[])[]> => {
      const { data } = await alone.ask<{ recordEmailMessages: readonly MessageResult[] }>(RECORD, {
        tenantId: TENANT.id,
        variables: { messages: [aMessage({ leadId }), aMessage({ campaignId: randomUUID() })] },
      });
      return data!.recordEmailMessages.map(problems);
    };
    expect(await tell()).toEqual([[], ['campaignId UNKNOWN']]);
    await deleteLead(leadId);
    expect(await tell()).toEqual([['leadId UNKNOWN'], ['campaignId UNKNOWN']]);
    await alone.close();
  });

  test('who collects bodies never takes one that somebody is about to refer to', async () => {
    const maintainer = new pg.Client({ connectionString: gateway.databases.content.maintainerUrl });
    await maintainer.connect();
    const bodies = Array.from({ length: 4 }, () => `Again and again ${randomUUID()}`);
    let isWriting = true;
    const remove = async (): Promise<void> => {
      while (isWriting) {
        await gateway.databases.content.asMaintainer(
          TENANT.id,
          'delete from content.email_messages where body_hash = any (select sha256(convert_to(t, $2)) from unnest($1::text[]) as t)',
          [bodies, 'UTF8'],
        );
      }
    };
    const collect = async (): Promise<void> => {
      while (isWriting) await tendContent(maintainer, TENANT.id, new AbortController().signal);
    };
    const write = async (): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const { results, errors } = await gateway.record(bodies.map((body) => aMessage({ body })));
        expect({ errors, problems: results.flatMap(problems) }).toEqual({ errors: [], problems: [] });
      }
    };
    const others = [remove(), collect()];
    await Promise.all([write(), write(), write()]).finally(() => (isWriting = false));
    await Promise.all(others);
    await maintainer.end();
  });
});
