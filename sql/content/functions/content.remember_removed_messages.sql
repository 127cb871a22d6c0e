-- Whoever removes a message, its key stays: retention, the clean-up of references, an operator's own statement.

create or replace function content.remember_removed_messages()
returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into content.forgotten_messages as f (tenant_id, client_key, id, fingerprint)
  select m.tenant_id, m.client_key, m.id,
    content.message_fingerprint(m.campaign_id, m.lead_id, m.email_account_id, m.direction, m.subject, m.sent_at, m.body_hash)
  from removed as m
  where m.client_key is not null
  -- It was removed before, and put back.
  on conflict (tenant_id, client_key) do update
  set id = excluded.id, fingerprint = excluded.fingerprint, forgotten_at = excluded.forgotten_at;
  return null;
end
$$;

comment on function content.remember_removed_messages() is
  'Writes the keys of messages that are removed to content.forgotten_messages, in the statement that removes them. The owner''s own.';
revoke all on function content.remember_removed_messages() from public;

create or replace trigger remember_removed after delete on content.email_messages
  referencing old table as removed
  for each statement execute function content.remember_removed_messages();
