create or replace function content.tenant_stats()
returns table (
  tenant_id uuid, message_days int, messages bigint, message_bytes bigint, bodies bigint, body_bytes bigint, stored_bytes bigint,
  unexamined bigint, forgotten bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  with kept as (
    select m.tenant_id, count(*) as messages, sum(b.raw_bytes)::bigint as message_bytes
    from content.email_messages as m
    join content.message_bodies as b on b.tenant_id = m.tenant_id and b.hash = m.body_hash
    group by m.tenant_id
  ),
  texts as (
    select b.tenant_id, count(*) as bodies, sum(b.raw_bytes)::bigint as body_bytes, sum(octet_length(b.body))::bigint as stored_bytes,
      count(*) filter (where not b.is_examined) as unexamined
    from content.message_bodies as b
    group by b.tenant_id
  ),
  gone as (
    select f.tenant_id, count(*) as forgotten
    from content.forgotten_messages as f
    -- What was set aside may have been put back.
    where not exists (select from content.email_messages as m where m.tenant_id = f.tenant_id and m.client_key = f.client_key)
    group by f.tenant_id
  )
  select tenant_id, s.message_days, coalesce(kept.messages, 0), coalesce(kept.message_bytes, 0), coalesce(texts.bodies, 0),
    coalesce(texts.body_bytes, 0), coalesce(texts.stored_bytes, 0), coalesce(texts.unexamined, 0), coalesce(gone.forgotten, 0)
  from kept
  full join texts using (tenant_id)
  full join gone using (tenant_id)
  full join content.tenant_settings as s using (tenant_id)
  order by tenant_id
$$;

comment on function content.tenant_stats() is
  'For each tenant: for how many days it keeps messages, how many there are and how long their texts are together, how many different texts there are, their length, what they take, how many of them nobody has tried to compress, and how many messages were forgotten.';
revoke all on function content.tenant_stats() from public;
grant execute on function content.tenant_stats() to sluice_maintainer;
