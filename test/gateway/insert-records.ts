import { OTHER_TENANT, TENANT } from '../analytics/support/tickets-fixture.js';
import type { TestDatabase } from '../setup/test-database.js';

/** Gives both tenants of the tickets' fixture an organisation, customers, and two comments, an attachment and a change on each of 100 tickets. */
export async function insertRecords(database: TestDatabase): Promise<void> {
  for (const tenant of [TENANT, OTHER_TENANT]) {
    await database.asAdmin(`
      insert into helpdesk.organisations (tenant_id, id, name)
      values ('${tenant}', md5('${tenant} organisation')::uuid, 'Organisation of ${tenant}');
      insert into helpdesk.users (tenant_id, id, organisation_id, name, email, role, tier)
      select '${tenant}', md5('customer ' || n)::uuid, md5('${tenant} organisation')::uuid, 'Customer ' || n || ' of ${tenant}', 'c' || n || '@example.com', 'customer', 'basic'
        from generate_series(1, 40) n;
      update helpdesk.tickets set organisation_id = md5('${tenant} organisation')::uuid where tenant_id = '${tenant}' and customer_id is not null;
      insert into helpdesk.comments (tenant_id, id, ticket_id, created_at, author_id, type, body)
      select '${tenant}', md5('${tenant} comment ' || n || m)::uuid, md5('${tenant} ticket ' || n)::uuid, now(), null, 'public', 'Comment of ${tenant}'
        from generate_series(1, 100) n, generate_series(1, 2) m;
      insert into helpdesk.attachments (tenant_id, id, ticket_id, file_name, content_type, size_bytes)
      select '${tenant}', md5('${tenant} attachment ' || n)::uuid, md5('${tenant} ticket ' || n)::uuid, 'file of ${tenant}', 'text/plain', 1
        from generate_series(1, 100) n;
      insert into helpdesk.ticket_history (tenant_id, id, ticket_id, created_at, change_type, new_value)
      select '${tenant}', md5('${tenant} change ' || n)::uuid, md5('${tenant} ticket ' || n)::uuid, now(), 'status', 'of ${tenant}'
        from generate_series(1, 100) n`);
  }
}
