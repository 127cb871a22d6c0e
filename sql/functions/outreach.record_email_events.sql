create or replace function outreach.record_email_events(p_message_ids uuid[], p_types text[], p_times timestamptz[], p_deliveries jsonb)
returns table (ordinal int, message_id uuid, outcome text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  -- Clocks of those who report are not ours.
  c_tolerance constant interval := '5 minutes';
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
  v_archived_until timestamptz;
  v_arriving jsonb;
begin
  if v_tenant is null then
    raise exception 'Events are recorded inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  -- Without a lock: should archiving overtake this, the table's trigger refuses the write.
  select d.archived_until into strict v_archived_until from sluice.datasets as d where d.name = 'outreach.deliveries';

  -- What was set aside has been here, and comes back with all that was counted.
  v_arriving := (
    select coalesce(jsonb_agg(m.record), '[]')
    from jsonb_array_elements(p_deliveries) as m (record)
    where (m.record ->> 'id')::uuid <> all ((
      select outreach.deliveries_set_aside(array_agg((a.record ->> 'id')::uuid)) from jsonb_array_elements(p_deliveries) as a (record)
    )::uuid[]));

  -- Messages that have not arrived here yet. Whoever brings them later finds them, and leaves them as they are.
  insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
  select v_tenant, m.id, m.sent_at, m.campaign_id, m.lead_id, m.email_account_id
  from jsonb_to_recordset(v_arriving) as m (id uuid, sent_at timestamptz, campaign_id uuid, lead_id uuid, email_account_id uuid)
  where m.sent_at >= v_archived_until
  order by m.sent_at, m.id
  on conflict do nothing;

  -- In one order, so that no two writers wait for each other crosswise.
  perform from outreach.deliveries as d
  where d.tenant_id = v_tenant and d.id = any (p_message_ids)
  order by d.sent_at, d.id
  for update;

  return query
  with told as (
    select e.ordinal::int as ordinal, e.message_id, e.type, e.occurred_at, d.sent_at,
      case
        when coalesce(d.sent_at, m.sent_at) is null then 'unknown'
        when coalesce(d.sent_at, m.sent_at) < v_archived_until then 'archived'
        when e.occurred_at < d.sent_at then 'early'
        when e.occurred_at > clock_timestamp() + c_tolerance then 'future'
      end as refusal
    from unnest(p_message_ids, p_types, p_times) with ordinality as e (message_id, type, occurred_at, ordinal)
    left join outreach.deliveries as d on d.tenant_id = v_tenant and d.id = e.message_id
    left join jsonb_to_recordset(v_arriving) as m (id uuid, sent_at timestamptz) on m.id = e.message_id
  ), recorded as (
    insert into outreach.email_events as k (tenant_id, message_id, type, occurred_at)
    select distinct v_tenant, t.message_id, t.type, t.occurred_at from told as t where t.refusal is null
    on conflict do nothing
    returning k.message_id, k.type, k.occurred_at
  ), news as (
    select r.message_id,
      -- Who opens a message, follows its links, answers it or wants no more has got it.
      min(r.occurred_at) filter (where r.type <> 'bounced') as delivered_at,
      min(r.occurred_at) filter (where r.type = 'opened') as opened_at,
      min(r.occurred_at) filter (where r.type = 'clicked') as clicked_at,
      min(r.occurred_at) filter (where r.type = 'replied') as replied_at,
      min(r.occurred_at) filter (where r.type = 'bounced') as bounced_at,
      min(r.occurred_at) filter (where r.type = 'unsubscribed') as unsubscribed_at,
      count(*) filter (where r.type = 'opened') as opens,
      count(*) filter (where r.type = 'clicked') as clicks
    from recorded as r
    group by 1
  ), counted as (
    -- The earliest of each: in whatever order events are told, the same comes out.
    update outreach.deliveries as d
    set delivered_at = least(d.delivered_at, n.delivered_at),
      opened_at = least(d.opened_at, n.opened_at),
      clicked_at = least(d.clicked_at, n.clicked_at),
      replied_at = least(d.replied_at, n.replied_at),
      bounced_at = least(d.bounced_at, n.bounced_at),
      unsubscribed_at = least(d.unsubscribed_at, n.unsubscribed_at),
      open_count = d.open_count + n.opens::int,
      click_count = d.click_count + n.clicks::int
    from news as n
    where d.tenant_id = v_tenant and d.id = n.message_id
  )
  select t.ordinal, t.message_id,
    coalesce(t.refusal, case
      when exists (
        select from recorded as r
        where r.message_id = t.message_id and r.type = t.type and r.occurred_at = t.occurred_at) then 'recorded'
      else 'repeated'
    end)
  from told as t
  order by t.ordinal;
end
$$;

comment on function outreach.record_email_events(uuid[], text[], timestamptz[], jsonb) is
  'Records what happened to messages of the current tenant, each event once, and counts it in outreach.deliveries; messages in p_deliveries are put there first, but for those that are set aside, which are unknown. Says of each event, by its place from 1 on: recorded, repeated (it was before), or why not: unknown (message), archived, early (before it was sent) or future.';
revoke all on function outreach.record_email_events(uuid[], text[], timestamptz[], jsonb) from public;
grant execute on function outreach.record_email_events(uuid[], text[], timestamptz[], jsonb) to sluice_gateway;
