import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tendContent } from '../../../src/content/tend-content.js';
import pg from 'pg';
import { SCOPES } from '../../../src/tenancy/scope.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../../support/gateway-fixture.js';
import { startPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy.js';
import {
  aMessage,
  OTHER,
  startMessagesFixture,
  TENANT,
  type MessagesFixture,
  type ToldMessage,
} from './messages-fixture.js';

const COUNT = 40;
const FIELDS = `id clientKey direction subject sentAt body campaign { id name } lead { id name email } emailAccount { id displayName }`;
const PAGE = `query Page($where: EmailMessagesFilter, $first: Int!, $after: String) {
  outreach { emailMessages(where: $where, first: $first, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }
}`;
const ONE = `query One($id: ID!) { outreach { emailMessage(id: $id) { ${FIELDS} } } }`;

interface ReadMessage {
  readonly id: string;
  readonly clientKey: string;
  readonly subject: string | null;
  readonly body: string | null;
  readonly lead: { readonly id: string } | null;
}

interface PageAnswer {
  readonly outreach: {
    readonly emailMessages: {
      readonly nodes: readonly ReadMessage[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    } | null;
  };
}

describe('messages', () => {
  let gateway: MessagesFixture;
  let proxies: Readonly<Record<'oltp' | 'content', PostgresProxy>>;
  let watched: GatewayFixture;
  let told: readonly ToldMessage[];
  let ids: readonly string[];
  let othersId: string;

  beforeAll(async () => {
    gateway = await startMessagesFixture();
    told = Array.from({ length: COUNT }, (_, i) =>
      aMessage({
        body: `Text ${i % 7}`,
        subject: i % 3 === 0 ? null : `Subject ${i}`,
        direction: i % 4 === 0 ? 'INBOUND' : 'OUTBOUND',
        // Two messages share each moment.
        sentAt: `2026-03-01T00:${String(Math.floor(i / 2)).padStart(2, '0')}:00.000001Z`,
      }),
    );
    ids = (await gateway.record(told)).results.map(({ id }) => id!);
    const { campaignId, leadId, emailAccountId } = OTHER;
    const others = await gateway.record([aMessage({ campaignId, leadId, emailAccountId })], {
      tenantId: OTHER.id,
    });
    othersId = others.results[0]!.id!;
    proxies = {
      oltp: await startPostgresProxy(gateway.databases.oltp.gatewayUrl),
      content: await startPostgresProxy(gateway.databases.content.gatewayUrl),
    };
    watched = await startTestGateway(gateway.databases.analytics.gatewayUrl, {
      ...gateway.databases.environment,
      OLTP_DATABASE_URL: proxies.oltp.url,
      CONTENT_DATABASE_URL: proxies.content.url,
    });
  });
  afterAll(async () => {
    await watched.close();
    await gateway.close();
    await proxies.oltp.close();
    await proxies.content.close();
  });

  const page = (variables: Record<string, unknown>, options: TokenOptions = {}) =>
    gateway.ask<PageAnswer>(PAGE, {
      tenantId: TENANT.id,
      ...options,
      variables: { first: 500, ...variables },
    });
  const keysOf = async (where: Record<string, unknown>): Promise<readonly string[]> => {
    const { data, errors } = await page({ where });
    expect(errors).toEqual([]);
    return data!.outreach.emailMessages!.nodes.map(({ clientKey }) => clientKey).sort();
  };
  const keys = (of: (message: ToldMessage) => boolean): readonly string[] =>
    told
      .filter(of)
      .map(({ clientKey }) => clientKey)
      .sort();

  test('need the scope "records"', async () => {
    const scopes = SCOPES.filter((scope) => scope !== 'records');
    expect((await page({}, { scopes })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const one = await gateway.ask(ONE, { tenantId: TENANT.id, scopes, variables: { id: ids[0] } });
    expect(one.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('show an address to tokens with the scope "pii" alone', async () => {
    const { errors } = await page({ first: 1 }, { scopes: ['records'] });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'pii' } }]);
  });

  test("are unknown where they are another tenant's, exactly as those that there are not", async () => {
    for (const id of [othersId, '00000000-0000-4000-8000-0000000000ff', 'x']) {
      const { data, errors } = await gateway.ask(ONE, { tenantId: TENANT.id, variables: { id } });
      expect({ data, errors }).toEqual({ data: { outreach: { emailMessage: null } }, errors: [] });
    }
    for (const where of [
      { campaignId: OTHER.campaignId },
      { leadId: OTHER.leadId },
      { emailAccountId: OTHER.emailAccountId },
      { leadId: 'x' },
    ]) {
      expect(await keysOf(where)).toEqual([]);
    }
    const everything = await page({});
    expect(everything.text).not.toContain(othersId);
  });

  test('are read one by one, with all that they say and refer to', async () => {
    const { data, errors } = await gateway.ask(ONE, {
      tenantId: TENANT.id,
      variables: { id: ids[1]!.toUpperCase() },
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      outreach: {
        emailMessage: {
          id: ids[1],
          clientKey: told[1]!.clientKey,
          direction: 'OUTBOUND',
          subject: 'Subject 1',
          sentAt: expect.stringMatching(/^2026-03-01T00:00:00/) as string,
          body: 'Text 1',
          campaign: { id: TENANT.campaignId, name: 'Spring' },
          lead: { id: TENANT.leadId, name: 'Ada', email: 'ada@example.com' },
          emailAccount: { id: TENANT.emailAccountId, displayName: 'Sales' },
        },
      },
    });
  });

  test('are found by what is asked of them', async () => {
    expect(await keysOf({})).toEqual(keys(() => true));
    expect(await keysOf({ direction: 'INBOUND' })).toEqual(keys(({ direction }) => direction === 'INBOUND'));
    expect(await keysOf({ leadId: TENANT.leadId, campaignId: TENANT.campaignId })).toHaveLength(COUNT);
    const sentAt = { since: '2026-03-01T00:03:00.000001', until: '2026-03-01T00:05:00.000001Z' };
    expect(await keysOf({ sentAt })).toEqual(
      told
        .slice(6, 10)
        .map(({ clientKey }) => clientKey)
        .sort(),
    );
    expect(await keysOf({ sentAt: { isNull: true } })).toEqual([]);
  });

  test('come page by page, sent last first, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, isLast = false; !isLast;) {
      const { data, errors } = await page({ first: 7, after });
      expect(errors).toEqual([]);
      const { nodes, pageInfo } = data!.outreach.emailMessages!;
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
      isLast = !pageInfo.hasNextPage;
    }
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toHaveLength(COUNT);
    const places = seen.map((id) => Math.floor(ids.indexOf(id) / 2));
    expect(places).toEqual(places.toSorted((a, b) => b - a));
    for (const variables of [{ first: 0 }, { first: 501 }, { after: 'x' }]) {
      expect((await page(variables)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  test('take as many round trips as there are kinds, whatever their number', async () => {
    const roundTrips = async (first: number): Promise<Record<'oltp' | 'content', number>> => {
      proxies.oltp.reset();
      proxies.content.reset();
      const { errors } = await watched.ask(PAGE, { tenantId: TENANT.id, variables: { first } });
      expect(errors).toEqual([]);
      const count = ({ turns }: PostgresProxy): number => turns.filter((by) => by === 'client').length;
      return { oltp: count(proxies.oltp), content: count(proxies.content) };
    };
    // The first ones connect.
    for (let i = 0; i < 3; i++) await roundTrips(COUNT);
    const [few, many] = [await roundTrips(2), await roundTrips(COUNT)];
    // The page and the texts; a campaign, a lead and a mailbox.
    expect(many).toEqual({ content: 2, oltp: 3 });
    expect(few).toEqual(many);
  });

  test('say null for a lead that is no more', async () => {
    const leadId = '00000000-0000-4000-8000-0000000000e1';
    const { oltp } = gateway.databases;
    await oltp.asOwner('insert into oltp.leads (tenant_id, id, email) values ($1, $2, $3)', [
      TENANT.id,
      leadId,
      'gone@example.com',
    ]);
    const [{ id } = { id: null }] = (await gateway.record([aMessage({ leadId })])).results;
    await oltp.asOwner('delete from oltp.leads where id = $1', [leadId]);
    const { data, errors } = await gateway.ask(ONE, { tenantId: TENANT.id, variables: { id: id! } });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ outreach: { emailMessage: { id, lead: null } } });
  });

  test('of which one is damaged fail for its text alone', async () => {
    const sound = aMessage({ body: 'Sound '.repeat(30), sentAt: '2026-03-02T00:00:00Z' });
    const damaged = aMessage({ body: 'Damaged '.repeat(30), sentAt: '2026-03-02T00:00:01Z' });
    const { results } = await gateway.record([sound, damaged]);
    await gateway.databases.content.asOwner(
      `update content.message_bodies as b set body = set_byte(b.body, 6, 255 - get_byte(b.body, 6))
       from content.email_messages as m where m.id = $1 and m.body_hash = b.hash`,
      [results[1]!.id],
    );
    const where = { sentAt: { since: '2026-03-02T00:00:00Z', until: '2026-03-03T00:00:00Z' } };
    const { data, errors, text } = await page({ where });
    expect(data!.outreach.emailMessages!.nodes).toMatchObject([
      { id: results[1]!.id, body: null, subject: 'Spring offer' },
      { id: results[0]!.id, body: sound.body },
    ]);
    expect(errors).toMatchObject([
      { path: ['outreach', 'emailMessages', 'nodes', 0, 'body'], extensions: { code: 'CORRUPT_BODY' } },
    ]);
    expect(text).not.toContain('Damaged Damaged');
  });

  test('that are kept no longer are gone, and stay so when they are told again', async () => {
    const { content } = gateway.databases;
    const { campaignId, leadId, emailAccountId } = OTHER;
    const old = aMessage({ campaignId, leadId, emailAccountId, sentAt: '2020-01-01T00:00:00Z' });
    const options = { tenantId: OTHER.id };
    const first = await gateway.record([old], options);
    const id = first.results[0]!.id!;
    await content.asMaintainer(
      OTHER.id,
      'insert into content.tenant_settings (tenant_id, message_days) values ($1, 365)',
      [OTHER.id],
    );
    const client = new pg.Client({ connectionString: content.maintainerUrl });
    await client.connect();
    const tended = await tendContent(client, OTHER.id, new AbortController().signal);
    await client.end();
    expect(tended).toMatchObject({ messages: 1, bodies: 1 });
    const gone = { outreach: { emailMessage: null } };
    expect((await gateway.ask(ONE, { ...options, variables: { id } })).data).toEqual(gone);
    const before = await gateway.count();
    expect((await gateway.record([old], options)).text).toBe(first.text);
    expect((await gateway.record([{ ...old, body: 'Another' }], options)).results).toMatchObject([
      { accepted: false, errors: [{ field: 'clientKey', code: 'CONFLICT' }] },
    ]);
    expect(await gateway.count()).toEqual(before);
    expect((await gateway.ask(ONE, { ...options, variables: { id } })).data).toEqual(gone);
  });
});
