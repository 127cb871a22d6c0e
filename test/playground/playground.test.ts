import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPlayground } from './build-playground.js';
import { findChromium, launchChromium } from './chromium.js';
import { servePopulation, type ServedPopulation } from './serve-population.js';

/** In CI a missing browser is a failure. Elsewhere, where none can be installed, the cases are skipped and the run says why. */
const whyNoBrowser = ((): string | null => {
  try {
    findChromium();
    return null;
  } catch (error) {
    if (process.env['CI']) throw error;
    const { message } = error as Error;
    console.warn(`SKIPPED: the playground was not tried in a browser. ${message}`);
    return message;
  }
})();

const LIVE = 'A live dashboard';

interface GraphqlAnswer {
  readonly data?: {
    readonly helpdesk: Record<string, { rows?: unknown[]; nodes?: unknown[]; explain?: unknown }>;
  };
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}

describe.skipIf(whyNoBrowser !== null)('the playground in a browser', () => {
  let served: ServedPopulation;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let requests: Request[];
  let complaints: string[];

  beforeAll(async () => {
    await buildPlayground();
    [served, browser] = await Promise.all([servePopulation(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.gateway.close();
  });

  beforeEach(async () => {
    requests = [];
    complaints = [];
    context = await browser.newContext();
    context.setDefaultTimeout(120_000);
    context.on('request', (request) => requests.push(request));
    await context.exposeFunction('reportViolation', (text: string) => complaints.push(text));
    await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
      reportViolation('violates ' + event.violatedDirective + ': ' + event.blockedURI))`);
    page = await context.newPage();
    page.on('console', (message) => {
      // The browser itself notes every GraphQL answer with an HTTP status of 400.
      if (message.location().url === served.gateway.graphqlUrl) return;
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });

  afterEach(async () => {
    await context.close();
    const elsewhere = requests
      .map((request) => request.url())
      .filter((url) => !url.startsWith(served.gateway.url) && !url.startsWith('data:'));
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  const open = async (fragment = ''): Promise<void> => {
    await page.goto(`${served.gateway.url}${fragment}`);
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
  };
  const tokenField = () => page.getByLabel('Token', { exact: true });
  const operations = () =>
    requests.filter(
      (request) =>
        request.url() === served.gateway.graphqlUrl && !request.postData()?.includes('IntrospectionQuery'),
    );

  /** Pastes the token as a person would; GraphiQL then reads the schema. */
  const pasteToken = async (token: string): Promise<void> => {
    const introspection = page.waitForResponse(
      (response) => response.request().postData()?.includes('IntrospectionQuery') === true,
    );
    await tokenField().fill(token);
    const schema = (await (await introspection).json()) as { data?: { __schema?: unknown } };
    expect(schema.data?.__schema).toBeDefined();
  };

  const openExample = async (title: string): Promise<void> => {
    const panel = page.getByRole('region', { name: 'Examples' });
    if (!(await panel.isVisible())) await page.getByRole('button', { name: 'Show Examples' }).click();
    await panel.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  };

  const run = async (): Promise<GraphqlAnswer> => {
    const answer = page.waitForResponse(
      (response) =>
        response.url() === served.gateway.graphqlUrl &&
        !response.request().postData()?.includes('IntrospectionQuery'),
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    return (await answer).json() as Promise<GraphqlAnswer>;
  };

  test('asks for a token first, and asks the server for nothing without one', async () => {
    await open();
    expect(await page.title()).toBe('Sluice');
    await expect.poll(() => page.getByText('Paste a token above').isVisible()).toBe(true);
    await expect.poll(() => page.getByText('no token yet').isVisible()).toBe(true);
    expect(requests.filter((request) => request.url() === served.gateway.graphqlUrl)).toEqual([]);
  });

  test('takes a token, runs the first example and shows its rows', async () => {
    await open();
    await pasteToken(await served.issueToken('helpdesk:read'));
    const answer = await run();
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.helpdesk['tickets']!.rows!.length).toBeGreaterThan(20);
    const shown = page.locator('.result-window .view-lines');
    await expect
      .poll(() => shown.innerText())
      .toMatch(/"rows"[^]*"channel":\s"(chat|email)"[^]*"count":\s\d/);
    await expect.poll(() => page.getByText('HTTP 200').isVisible()).toBe(true);
    expect(operations().map((request) => request.headers()['authorization'])).toEqual([
      expect.stringMatching(/^Bearer ey/),
    ]);
  });

  test('offers examples that all work', async () => {
    await open();
    await pasteToken(
      await served.issueToken(
        'helpdesk:read',
        'outreach:read',
        'outreach:write',
        'records',
        'pii',
        'audit',
        'explain',
      ),
    );
    await page.getByRole('button', { name: 'Show Examples' }).click();
    const titles = await page
      .getByRole('region', { name: 'Examples' })
      .locator('button strong')
      .allInnerTexts();
    expect(titles.length).toBeGreaterThanOrEqual(6);
    expect(titles).toContain('Campaigns: who opened, who answered');
    for (const title of titles) {
      // It is not asked over HTTP; a test of its own does.
      if (title === LIVE) continue;
      await openExample(title);
      const { data, errors } = await run();
      if (title.includes('error')) {
        expect(errors).toMatchObject([
          {
            extensions: { code: 'BAD_USER_INPUT' },
            message: expect.stringContaining('Europe/Berlin') as string,
          },
        ]);
        continue;
      }
      expect(errors, title).toBeUndefined();
      for (const shown of listsOf(data)) expect(shown.length, title).toBeGreaterThan(0);
    }
  });

  test('shows a figure change when the data does, and no more after it was stopped', async () => {
    const shown = page.locator('.result-window .view-lines');
    // Monaco writes blanks as no-break spaces.
    const text = async (): Promise<string> => (await shown.innerText()).replaceAll('\u00a0', ' ');
    const summary = page.locator('.playground-exchange');
    await open();
    await pasteToken(await served.issueToken('helpdesk:read'));
    await openExample(LIVE);
    await page.getByRole('button', { name: /Execute query/ }).click();
    await expect.poll(() => summary.innerText()).toMatch(/^Live\s+1 answer$/);
    await served.raiseTickets('phone', 7);
    await expect.poll(text).toMatch(/"channel": "phone",\s+"count": 7\b/);
    await served.raiseTickets('phone', 2);
    await expect.poll(text).toMatch(/"channel": "phone",\s+"count": 9\b/);
    expect(await summary.innerText()).toMatch(/^Live\s+3 answers$/);
    await page.getByRole('button', { name: 'Stop query' }).click();
    await expect.poll(() => summary.innerText()).toMatch(/^Ended/);
  });

  test('says why a live example is refused', async () => {
    await open();
    await pasteToken(await served.issueToken('records'));
    await openExample(LIVE);
    await page.getByRole('button', { name: /Execute query/ }).click();
    await expect.poll(() => page.locator('.result-window .view-lines').innerText()).toContain('FORBIDDEN');
    await expect.poll(() => page.locator('.playground-exchange').innerText()).toMatch(/^Ended/);
  });

  test('shows an error of a token that may not, next to what it may', async () => {
    await open();
    await pasteToken(await served.issueToken('helpdesk:read'));
    await openExample('Which rollup answered');
    const { data, errors } = await run();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'explain' } }]);
    expect(data!.helpdesk['tickets']).toMatchObject({ explain: null, rows: expect.any(Array) as unknown[] });
  });

  test('keeps the token for this browser tab alone', async () => {
    const token = await served.issueToken('helpdesk:read');
    await open();
    await pasteToken(token);
    await run();
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(token.slice(-20));
    expect(await context.cookies()).toEqual([]);
    await open();
    expect(await tokenField().inputValue()).toBe(token);
    const other = await context.newPage();
    await other.goto(served.gateway.url);
    expect(await other.getByLabel('Token', { exact: true }).inputValue()).toBe('');
  });

  test('takes a token over from a link and removes it from the address', async () => {
    const token = await served.issueToken('helpdesk:read', 'records');
    await open(`#token=${token}`);
    expect(await tokenField().inputValue()).toBe(token);
    expect(page.url()).toBe(served.gateway.url);
    expect(await page.getByText('records', { exact: true }).isVisible()).toBe(true);
    expect(requests.some((request) => request.url().includes(token))).toBe(false);
  });
});

/** Every list that an answer shows to begin with: rows, records, hits; not those inside of these. */
function listsOf(answer: unknown): unknown[][] {
  if (Array.isArray(answer)) return [answer];
  return typeof answer === 'object' && answer !== null ? Object.values(answer).flatMap(listsOf) : [];
}
