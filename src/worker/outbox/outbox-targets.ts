/**
 * How rows arrive in the database analytics, by table: of the tenant `$1`, `$2` being a JSON array of records. The primary keys come with the
 * records, so that a row which has arrived already changes nothing; neither does one that arrived before it was set aside. Deliveries come in the order
 * in which `outreach.record_email_events` brings them, too: neither waits for the other crosswise.
 */
export const OUTBOX_TARGETS: Readonly<Record<string, string>> = {
  'outreach.deliveries': `
    insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id, delivered_at, opened_at, clicked_at,
      replied_at, bounced_at, unsubscribed_at, open_count, click_count)
    select $1::uuid, r.id, r.sent_at, r.campaign_id, r.lead_id, r.email_account_id, r.delivered_at, r.opened_at, r.clicked_at,
      r.replied_at, r.bounced_at, r.unsubscribed_at, coalesce(r.open_count, 0), coalesce(r.click_count, 0)
    from jsonb_to_recordset($2::jsonb) as r (id uuid, sent_at timestamptz, campaign_id uuid, lead_id uuid, email_account_id uuid,
      delivered_at timestamptz, opened_at timestamptz, clicked_at timestamptz, replied_at timestamptz, bounced_at timestamptz,
      unsubscribed_at timestamptz, open_count int, click_count int)
    where (r.id <> all ((
      select outreach.deliveries_set_aside(array_agg((a.record ->> 'id')::uuid)) from jsonb_array_elements($2::jsonb) as a (record)
    )::uuid[])) is not false
    order by r.sent_at, r.id
    on conflict (tenant_id, sent_at, id) do nothing`,
  'outreach.queue_events': `
    insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, outcome, wait_us, run_us, depth)
    select $1::uuid, r.id, r.occurred_at, r.queue_family, r.kind, r.outcome, r.wait_us, r.run_us, r.depth
    from jsonb_to_recordset($2::jsonb) as r (id uuid, occurred_at timestamptz, queue_family text, kind text, outcome text, wait_us bigint,
      run_us bigint, depth bigint)
    on conflict (tenant_id, occurred_at, id) do nothing`,
};
