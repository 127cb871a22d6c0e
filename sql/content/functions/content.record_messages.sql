create or replace function content.record_messages(p_messages jsonb, p_bodies jsonb, p_bytes bytea)
returns table (ordinal int, id uuid, outcome text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_written uuid[];
begin
  perform pg_advisory_xact_lock_shared(content.life_cycle_key(v_tenant));
  -- Bodies and messages each in one order, so that two writers never wait for each other crosswise. What is known already is not written,
  -- and neither is a body for it.
  insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes, is_examined)
  select v_tenant, b.hash, b.encoding, substring(p_bytes from b.start for b.length), b.raw_bytes, true
  from (
    select decode(g.hash, 'hex') as hash, g.encoding, g.start, g.length, g.raw_bytes
    from jsonb_to_recordset(p_bodies) as g (hash text, encoding text, start int, length int, raw_bytes int)
  ) as b
  where b.hash in (
    select decode(g.body_hash, 'hex')
    from jsonb_to_recordset(p_messages) as g (client_key text, body_hash text, is_writable boolean)
    where g.is_writable
      and not exists (select from content.email_messages as m where m.tenant_id = v_tenant and m.client_key = g.client_key)
      and not exists (select from content.forgotten_messages as f where f.tenant_id = v_tenant and f.client_key = g.client_key)
  )
  order by b.hash
  on conflict (tenant_id, hash) do nothing;

  with written as (
    insert into content.email_messages
      (tenant_id, id, client_key, campaign_id, lead_id, email_account_id, direction, subject, body_hash, sent_at)
    select v_tenant, gen_random_uuid(), g.client_key, g.campaign_id, g.lead_id, g.email_account_id, g.direction, g.subject,
      decode(g.body_hash, 'hex'), g.sent_at
    from jsonb_to_recordset(p_messages) as g (
      client_key text, campaign_id uuid, lead_id uuid, email_account_id uuid, direction text, subject text, body_hash text,
      sent_at timestamptz, is_writable boolean)
    where g.is_writable
      and not exists (select from content.email_messages as m where m.tenant_id = v_tenant and m.client_key = g.client_key)
      and not exists (select from content.forgotten_messages as f where f.tenant_id = v_tenant and f.client_key = g.client_key)
    order by g.client_key collate "C"
    on conflict (tenant_id, client_key) where client_key is not null do nothing
    returning id, campaign_id, lead_id, email_account_id, direction, sent_at
  ),
  delivered as (
    insert into sluice.outbox (tenant_id, target, record)
    select v_tenant, 'outreach.deliveries', jsonb_build_object(
      'id', w.id, 'sent_at', w.sent_at, 'campaign_id', w.campaign_id, 'lead_id', w.lead_id,
      'email_account_id', w.email_account_id, 'open_count', 0, 'click_count', 0)
    from written as w
    where w.direction = 'outbound'
  )
  select array_agg(w.id) into v_written from written as w;

  -- A statement of its own: it also sees what another writer has written while this one waited for it.
  return query
  select g.ordinal, coalesce(m.id, f.id),
    case
      when m.id = any (v_written) then 'recorded'
      when content.message_fingerprint(
          g.campaign_id, g.lead_id, g.email_account_id, g.direction, g.subject, g.sent_at, decode(g.body_hash, 'hex'))
        = case when m.id is null then f.fingerprint else content.message_fingerprint(
          m.campaign_id, m.lead_id, m.email_account_id, m.direction, m.subject, m.sent_at, m.body_hash) end
        then 'repeated'
      when m.id is not null or f.id is not null then 'conflicting'
      else 'unwritten'
    end
  from jsonb_to_recordset(p_messages) as g (
    ordinal int, client_key text, campaign_id uuid, lead_id uuid, email_account_id uuid, direction text, subject text,
    body_hash text, sent_at timestamptz)
  left join content.email_messages as m on m.tenant_id = v_tenant and m.client_key = g.client_key
  left join content.forgotten_messages as f on f.tenant_id = v_tenant and f.client_key = g.client_key
  order by g.ordinal;
end
$$;

comment on function content.record_messages(jsonb, jsonb, bytea) is
  'Writes those of these messages of the current tenant that are writable and not known by their keys, the bodies that they need, and for outbound ones the delivery that is on its way to the database analytics. Returns for each its id and what became of it: recorded, repeated (known, and the same), conflicting (known, and another) or unwritten (not known, not writable). A body lies in p_bytes from start, counted from 1.';
revoke all on function content.record_messages(jsonb, jsonb, bytea) from public;
grant execute on function content.record_messages(jsonb, jsonb, bytea) to sluice_gateway;
