import type pg from 'pg';
import { SCOPES } from '../tenancy/scope.js';
import { AccessTokenStore } from '../tokens/access-token-store.js';
import { issueJwt } from '../tokens/issue-jwt.js';
import { hashOpaqueToken } from '../tokens/opaque-token.js';
import type { DemoTenant, DemoTokens } from './demo-file.js';

export interface TokenOptions {
  /** The largest first. */
  readonly tenants: readonly DemoTenant[];
  readonly signer: { readonly secret: string; readonly issuer: string; readonly audience: string };
  readonly maintainerUrl: string;
  /** The partner's token of an earlier start, which is kept while it is good for long enough. */
  readonly partnerToken: string | null;
}

const DAY_SECONDS = 24 * 60 * 60;
const LIFETIME_SECONDS = 30 * DAY_SECONDS;
const RENEWAL_DAYS = 20;

/** Makes the three tokens of the demo, good for 30 days; older ones stay good until they end. */
export async function createDemoTokens(client: pg.ClientBase, options: TokenOptions): Promise<DemoTokens> {
  const [largest, second] = options.tenants;
  if (largest === undefined) throw new Error('The demo has no tenant.');
  const bi = {
    tenantId: largest.id,
    subject: 'demo-bi',
    scopes: ['helpdesk:read', 'outreach:read', 'explain'] as const,
  };
  const operator = { tenantId: largest.id, subject: 'demo-operator', scopes: SCOPES };
  return {
    bi: await issueJwt({ ...bi, lifetimeSeconds: LIFETIME_SECONDS }, options.signer),
    partner: await partnerToken(client, options, (second ?? largest).id),
    operator: await issueJwt({ ...operator, lifetimeSeconds: LIFETIME_SECONDS }, options.signer),
  };
}

async function partnerToken(client: pg.ClientBase, options: TokenOptions, tenantId: string): Promise<string> {
  if (options.partnerToken !== null) {
    const { rowCount } = await client.query(
      `select from sluice.find_access_token($1) where tenant_id = $2 and expires_at > now() + make_interval(days => $3)`,
      [hashOpaqueToken(options.partnerToken), tenantId, RENEWAL_DAYS],
    );
    if (rowCount === 1) return options.partnerToken;
  }
  const { secret } = await new AccessTokenStore(options.maintainerUrl).create({
    tenantId,
    name: 'Demo partner',
    scopes: ['helpdesk:read'],
    lifetimeSeconds: LIFETIME_SECONDS,
  });
  return secret;
}
