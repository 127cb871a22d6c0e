-- Legacy references of inboxes ----------------------------------------------------------------------------------------
-- Earlier platforms wrote which messages had come into an inbox into public.content_inbox_message_refs, some of them more than once. Each is
-- a message now. docs/references.md says what the table looks like. A row whose message is there, and says all that the row
-- says, goes; every other row stays where it is. It may run again.
--
-- This file runs as the role that connects: the table is not Sluice's own.

do $$
declare
  v_wrong text;
begin
  if to_regclass('public.content_inbox_message_refs') is null then
    return;
  end if;
  lock table public.content_inbox_message_refs in access exclusive mode;

  with expected (name, type) as (
    values ('tenant_id', 'uuid'::regtype), ('message_id', 'uuid'), ('provider_message_id', 'text'), ('campaign_id', 'uuid'),
      ('lead_id', 'uuid'), ('email_account_id', 'uuid'), ('subject', 'text'), ('body', 'text'), ('received_at', 'timestamptz')
  ),
  given as (
    select a.attname as name, a.atttypid::regtype as type
    from pg_catalog.pg_attribute as a
    where a.attrelid = 'public.content_inbox_message_refs'::regclass and a.attnum > 0 and not a.attisdropped
  )
  select string_agg(coalesce(e.name, g.name), ', ' order by coalesce(e.name, g.name)) into v_wrong
  from expected as e
  full join given as g on g.name = e.name
  -- What only names the row, or says when it was written, says nothing of a message.
  where (e.name is null and g.name not in ('id', 'created_at', 'updated_at')) or g.name is null or g.type <> e.type;
  if v_wrong is not null then
    raise warning 'public.content_inbox_message_refs is left as it is, for these columns are not as expected: %.', v_wrong;
    return;
  end if;

  create temporary table inbox_message on commit drop as
  select
    r.ctid as row_id, r.tenant_id, r.message_id, r.campaign_id, r.lead_id, r.email_account_id, r.subject, r.received_at, r.body,
    sha256(convert_to(r.body, 'UTF8')) as body_hash,
    -- The mail's own id, or all that is known of it: the same in the same tenant is the same message.
    'inbox:' || coalesce(nullif(btrim(r.provider_message_id), ''), encode(sha256(convert_to(jsonb_build_array(
      r.message_id, r.campaign_id, r.lead_id, r.email_account_id, r.subject, r.body, r.received_at)::text, 'UTF8')), 'hex')) as client_key,
    num_nulls(r.tenant_id, r.campaign_id, r.lead_id, r.email_account_id, r.body, r.received_at) = 0 and isfinite(r.received_at)
      as is_whole
  from public.content_inbox_message_refs as r;

  -- They are compressed when the tenant's messages are next tended.
  insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes)
  select distinct on (i.tenant_id, i.body_hash)
    i.tenant_id, i.body_hash, 'identity', convert_to(i.body, 'UTF8'), octet_length(convert_to(i.body, 'UTF8'))
  from inbox_message as i
  where i.is_whole
    and not exists (select from content.email_messages as m where (m.tenant_id, m.client_key) = (i.tenant_id, i.client_key))
    and not exists (select from content.email_messages as m where (m.tenant_id, m.id) = (i.tenant_id, i.message_id))
  order by i.tenant_id, i.body_hash
  on conflict do nothing;

  -- Of several that are the same message by its id, the first that came is it.
  insert into content.email_messages
    (tenant_id, id, client_key, campaign_id, lead_id, email_account_id, direction, subject, body_hash, sent_at)
  select distinct on (i.tenant_id, i.client_key)
    i.tenant_id, coalesce(i.message_id, md5(i.tenant_id || ' ' || i.client_key)::uuid), i.client_key, i.campaign_id, i.lead_id,
    i.email_account_id, 'inbound', i.subject, i.body_hash, i.received_at
  from inbox_message as i
  where i.is_whole
    and not exists (select from content.email_messages as m where (m.tenant_id, m.client_key) = (i.tenant_id, i.client_key))
    and not exists (select from content.email_messages as m where (m.tenant_id, m.id) = (i.tenant_id, i.message_id))
  order by i.tenant_id, i.client_key, i.received_at, i.row_id
  on conflict do nothing;

  -- What a row does not say, the message may; whatever it says, the message must.
  delete from public.content_inbox_message_refs as r
  using inbox_message as i
  where r.ctid = i.row_id and exists (
    select
    from content.email_messages as m
    where m.tenant_id = i.tenant_id and (m.client_key = i.client_key or m.id = i.message_id)
      and m.id = coalesce(i.message_id, m.id)
      and m.campaign_id = coalesce(i.campaign_id, m.campaign_id)
      and m.lead_id = coalesce(i.lead_id, m.lead_id)
      and m.email_account_id = coalesce(i.email_account_id, m.email_account_id)
      and m.body_hash = coalesce(i.body_hash, m.body_hash)
      and m.sent_at = coalesce(i.received_at, m.sent_at)
      and (i.subject is null or m.subject = i.subject)
  );

  if not exists (select from public.content_inbox_message_refs) then
    begin
      drop table public.content_inbox_message_refs;
    exception
      -- A view still reads it, or it is not ours to drop.
      when dependent_objects_still_exist or insufficient_privilege then null;
    end;
  end if;
end
$$;
