create or replace function content.message_fingerprint(
  p_campaign_id uuid, p_lead_id uuid, p_email_account_id uuid, p_direction text, p_subject text, p_sent_at timestamptz, p_body_hash bytea)
returns bytea
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
  -- No field before the subject holds a blank, so that no two messages have the same text here.
  select sha256(convert_to(
    concat_ws(' ', p_campaign_id, p_lead_id, p_email_account_id, p_direction, extract(epoch from p_sent_at), encode(p_body_hash, 'hex'),
      case when p_subject is null then 'none' else 'subject ' || p_subject end),
    'UTF8'))
$$;

comment on function content.message_fingerprint(uuid, uuid, uuid, text, text, timestamptz, bytea) is
  'SHA-256 of all that a client says of a message: two messages with the same one are the same message.';
revoke all on function content.message_fingerprint(uuid, uuid, uuid, text, text, timestamptz, bytea) from public;
grant execute on function content.message_fingerprint(uuid, uuid, uuid, text, text, timestamptz, bytea) to sluice_maintainer;
