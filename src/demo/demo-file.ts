import { readFile } from 'node:fs/promises';
import type { OutreachSettings } from '../config/settings.js';
import { writePrivateFile } from '../embedded/private-file.js';

/** What `.sluice/demo.json` says, and `sluice demo --json` prints. */
export interface DemoFile extends DemoUrls {
  /** The playground. */
  readonly url: string;
  readonly graphqlUrl: string;
  readonly tokens: DemoTokens;
  /** The largest first. */
  readonly tenants: readonly DemoTenant[];
  /** The same of the databases of outreach. */
  readonly outreach: Readonly<Record<keyof OutreachSettings, DemoUrls>>;
  readonly pid: number;
}

/** One database, for each login. */
export interface DemoUrls {
  /** The gateway's login: sees nothing before a tenant is set. */
  readonly databaseUrl: string;
  /** For looking around with psql: sees all tenants. */
  readonly ownerDatabaseUrl: string;
  readonly maintainerDatabaseUrl: string;
}

export interface DemoTokens {
  /** A BI front end of the largest tenant: analytics of help desk and outreach, and why each rollup was chosen. */
  readonly bi: string;
  /** A partner of the second largest tenant: analytics of the help desk alone. */
  readonly partner: string;
  /** Everything of the largest tenant. */
  readonly operator: string;
}

export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  readonly tickets: number;
}

/** Writes the file for its owner alone. */
export async function writeDemoFile(path: string, demo: DemoFile): Promise<void> {
  await writePrivateFile(path, `${JSON.stringify(demo, null, 2)}\n`);
}

/** The partner's token that an earlier start wrote; null where there is none. */
export async function readPartnerToken(path: string): Promise<string | null> {
  try {
    const demo = JSON.parse(await readFile(path, 'utf8')) as { tokens?: { partner?: unknown } };
    return typeof demo.tokens?.partner === 'string' ? demo.tokens.partner : null;
  } catch {
    return null;
  }
}
