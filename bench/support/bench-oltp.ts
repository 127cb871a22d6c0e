import { asSuperuser, newTenants, type BenchUrls, type OutreachBench } from './bench-outreach.js';

/** What a tenant of its own has in `oltp`. */
export interface BenchOltp extends BenchUrls {
  readonly tenantId: string;
  readonly campaignIds: readonly string[];
  readonly leadIds: readonly string[];
}

/** Makes a tenant with so many campaigns and leads. */
export async function createBenchOltp(
  { oltp }: OutreachBench,
  campaigns: number,
  leads: number,
): Promise<BenchOltp> {
  const [tenantId] = newTenants(1) as [string];
  return asSuperuser(oltp, async (client) => {
    const idsOf = async (text: string): Promise<readonly string[]> =>
      (await client.query<{ readonly id: string }>(text)).rows.map(({ id }) => id);
    await client.query(`insert into oltp.tenants (id, name) values ('${tenantId}', 'Bench')`);
    const campaignIds = await idsOf(
      `insert into oltp.campaigns (tenant_id, id, name)
       select '${tenantId}', gen_random_uuid(), 'Campaign ' || n from generate_series(1, ${campaigns}) as n returning id`,
    );
    const leadIds = await idsOf(
      `insert into oltp.leads (tenant_id, id, email)
       select '${tenantId}', gen_random_uuid(), 'lead' || n || '@example.com' from generate_series(1, ${leads}) as n returning id`,
    );
    await client.query('vacuum (analyze) oltp.campaigns, oltp.leads');
    return { ...oltp, tenantId, campaignIds, leadIds };
  });
}
