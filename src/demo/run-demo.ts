import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseUrls, Settings } from '../config/settings.js';
import { startEmbeddedCluster, type EmbeddedCluster } from '../embedded/embedded-cluster.js';
import { SUPERUSER } from '../embedded/postgres-server.js';
import { SluiceError } from '../errors/sluice-error.js';
import { startGateway } from '../gateway/start-gateway.js';
import { startMaintenance } from '../maintenance/start-maintenance.js';
import { DATABASE_KINDS, type DatabaseKind } from '../migrations/database-kind.js';
import { migrate } from '../migrations/migrate.js';
import { outreachUrls } from '../worker/outreach-databases.js';
import { startWorker, type Worker } from '../worker/start-worker.js';
import { assertPortFree } from './assert-port-free.js';
import { createDemoTokens } from './create-demo-tokens.js';
import { ensureContent, settleContent, type DemoContent } from './demo-content.js';
import {
  readPartnerToken,
  writeDemoFile,
  type DemoFile,
  type DemoTenant,
  type DemoUrls,
} from './demo-file.js';
import { ensureOutreach, shareTenants } from './demo-outreach.js';
import type { DemoProgress } from './demo-progress.js';
import { findRequests, importRequests } from './import-requests.js';
import type { OutreachClients } from './outreach/fill-outreach.js';
import { ensureOwnerLogin, OWNER_LOGIN } from './owner-login.js';
import { withClient } from './with-client.js';

export interface DemoOptions {
  /** Where to listen, limits and the like; the databases and the JWT secret are the demo's own. */
  readonly settings: Settings;
  readonly log: Logger;
  readonly folder: string;
  /** How many tickets an empty database is filled with. */
  readonly tickets: number;
  /** Folder of real data to import; null for generated data alone. */
  readonly realDataFolder: string | null;
  /** Throw away what is there and begin anew. */
  readonly isReset: boolean;
  readonly onProgress: (progress: DemoProgress) => void;
  /** Aborting it stops a start that is under way. */
  readonly signal: AbortSignal;
}

export interface RunningDemo {
  readonly demo: DemoFile;
  /** The file that holds the same. */
  readonly file: string;
  readonly content: DemoContent;
  /** Resolves when PostgreSQL has ended, which without {@link RunningDemo.close} it should not. */
  readonly databaseEnded: Promise<void>;
  /** Stops all of it, in the order opposite to the start. */
  close(): Promise<void>;
}

/**
 * Starts the demo: an embedded PostgreSQL over `folder`, migrated, filled when it is new, the gateway before it and a worker beside it.
 * What a start that was killed has left behind, the next one completes.
 *
 * @throws SluiceError `CONFIGURATION` for a busy port or a folder in use, `BAD_USER_INPUT` for a folder without real data, `CANCELLED`
 *   when it was stopped on the way; nothing runs then.
 */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const { onProgress, settings, signal } = options;
  const requests = options.realDataFolder === null ? null : await findRequests(options.realDataFolder);
  if (settings.server.port !== 0) await assertPortFree(settings.server.host, settings.server.port);
  const cluster = await startEmbeddedCluster({
    folder: options.folder,
    isReset: options.isReset,
    onProgress: (text) => onProgress({ kind: 'step', text }),
  });
  // Without its database whatever runs fails at once.
  const stopEarly = (): void => void cluster.stop();
  signal.addEventListener('abort', stopEarly, { once: true });
  try {
    signal.throwIfAborted();
    return await prepareAndServe(cluster, requests, options);
  } catch (error) {
    await cluster.stop();
    if (signal.aborted)
      throw new SluiceError('CANCELLED', 'The demo was stopped while it started.', { cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', stopEarly);
  }
}

async function prepareAndServe(
  cluster: EmbeddedCluster,
  requests: string | null,
  options: DemoOptions,
): Promise<RunningDemo> {
  const { onProgress, log } = options;
  const file = join(cluster.folder, 'demo.json');
  const oldPartnerToken = await readPartnerToken(file);
  // Its URLs hold no longer; whoever waits for the demo waits for the new one.
  await rm(file, { force: true });

  onProgress({ kind: 'step', text: 'Migrating' });
  const { superuserPassword, gatewayPassword, maintainerPassword, ownerPassword, jwtSecret } =
    cluster.secrets;
  const superuserUrl = (database: DatabaseKind): string =>
    cluster.url(SUPERUSER, superuserPassword, database);
  await Promise.all(
    DATABASE_KINDS.map((database) =>
      migrate({ url: superuserUrl(database), database, gatewayPassword, maintainerPassword }),
    ),
  );
  const urlsOf = (database: DatabaseKind): DemoUrls => ({
    databaseUrl: cluster.url('sluice_gateway', gatewayPassword, database),
    ownerDatabaseUrl: cluster.url(OWNER_LOGIN, ownerPassword, database),
    maintainerDatabaseUrl: cluster.url('sluice_maintainer', maintainerPassword, database),
  });
  const urls = urlsOf('analytics');
  const outreach = { oltp: urlsOf('oltp'), content: urlsOf('content'), queue: urlsOf('queue') };
  const settings = demoSettings(options.settings, { ...urls, outreach }, jwtSecret);
  const signer = { secret: jwtSecret, issuer: settings.jwt.issuer, audience: settings.jwt.audience };

  const prepared = await withClients(superuserUrl, async (clients) => {
    const client = clients.analytics;
    await ensureOwnerLogin(client, ownerPassword);
    const content = await ensureContent(client, { tickets: options.tickets, onProgress });
    await ensureOutreach(clients, { tickets: content.tickets, onProgress });
    if (requests !== null) {
      const rejectFile = join(cluster.folder, 'requests.rejects.csv');
      await importRequests(client, {
        file: requests,
        maintainerUrl: urls.maintainerDatabaseUrl,
        rejectFile,
        onProgress,
      });
    }
    await shareTenants(clients);
    await settleContent(client, { databaseUrl: superuserUrl('analytics'), onProgress });
    const tenants = await listTenants(client);
    const tokens = await createDemoTokens(client, {
      tenants,
      signer,
      maintainerUrl: urls.maintainerDatabaseUrl,
      partnerToken: oldPartnerToken,
    });
    return { content, tenants, tokens };
  });

  onProgress({ kind: 'step', text: 'Starting the gateway' });
  const gateway = await startGateway({ settings, log });
  const maintenance = startMaintenance({ gatewayUrl: urls.databaseUrl, log });
  let worker: Worker | null = null;
  const close = async (): Promise<void> => {
    await gateway.close();
    await Promise.all([worker?.stop(), maintenance.stop()]);
    await cluster.stop();
  };
  try {
    worker = await startWorker({
      maintainerUrl: urls.maintainerDatabaseUrl,
      outreach: outreachUrls(settings.outreach),
      settings: settings.worker,
      log,
    });
    const demo: DemoFile = {
      url: gateway.url,
      graphqlUrl: gateway.graphqlUrl,
      tokens: prepared.tokens,
      tenants: prepared.tenants,
      ...urls,
      outreach,
      pid: process.pid,
    };
    await writeDemoFile(file, demo);
    return { demo, file, content: prepared.content, databaseEnded: cluster.ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function demoSettings(
  settings: Settings,
  { outreach, ...urls }: DemoUrls & Pick<DemoFile, 'outreach'>,
  jwtSecret: string,
): Settings {
  return {
    ...settings,
    database: {
      ...settings.database,
      ...settingsOf(urls),
    },
    outreach: {
      oltp: settingsOf(outreach.oltp),
      content: settingsOf(outreach.content),
      queue: settingsOf(outreach.queue),
    },
    jwt: { ...settings.jwt, secret: jwtSecret, jwksUrl: null },
  };
}

function settingsOf({ databaseUrl, maintainerDatabaseUrl, ownerDatabaseUrl }: DemoUrls): DatabaseUrls {
  return { gatewayUrl: databaseUrl, maintainerUrl: maintainerDatabaseUrl, ownerUrl: ownerDatabaseUrl };
}

async function listTenants(client: pg.ClientBase): Promise<DemoTenant[]> {
  const { rows } = await client.query<DemoTenant>(
    `select t.id, t.name, coalesce(sum(d.tickets), 0)::float8 as tickets
     from sluice.tenants as t
     left join helpdesk_rollup.dashboard_stats as d on d.tenant_id = t.id
     group by t.id
     order by tickets desc, t.name`,
  );
  return rows;
}

/** Works with a superuser's connection to each database. */
function withClients<T>(
  urlOf: (database: DatabaseKind) => string,
  work: (clients: OutreachClients) => Promise<T>,
): Promise<T> {
  return withClient(urlOf('analytics'), (analytics) =>
    withClient(urlOf('oltp'), (oltp) =>
      withClient(urlOf('content'), (content) =>
        withClient(urlOf('queue'), (queue) => work({ analytics, oltp, content, queue })),
      ),
    ),
  );
}
