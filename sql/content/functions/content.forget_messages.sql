create or replace function content.forget_messages(p_limit int)
returns table (messages int, bodies int)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_days int;
  v_ids uuid[];
  v_hashes bytea[];
begin
  messages := 0;
  bodies := 0;
  delete from content.forgotten_messages as f
  where f.tenant_id = v_tenant and f.forgotten_at < now() - interval '1 year';
  select s.message_days into v_days from content.tenant_settings as s where s.tenant_id = v_tenant;
  if v_days is null then
    return next;
    return;
  end if;
  perform pg_advisory_xact_lock(content.life_cycle_key(v_tenant));
  select array_agg(o.id), array_agg(distinct o.body_hash) into v_ids, v_hashes
  from (
    select m.id, m.body_hash
    from content.email_messages as m
    where m.tenant_id = v_tenant and m.sent_at < now() - make_interval(days => v_days)
    order by m.sent_at, m.id
    limit p_limit
  ) as o;
  -- The table's trigger remembers their keys.
  delete from content.email_messages as m where m.tenant_id = v_tenant and m.id = any (v_ids);
  get diagnostics messages = row_count;
  delete from content.message_bodies as b
  where b.tenant_id = v_tenant and b.hash = any (v_hashes)
    and not exists (select from content.email_messages as m where m.tenant_id = v_tenant and m.body_hash = b.hash);
  get diagnostics bodies = row_count;
  -- What is set aside is kept no longer than the others.
  delete from sluice.quarantined_rows as q
  where q.tenant_id = v_tenant and q.relation = 'content.email_messages' and q.missing is not null
    and (q.record ->> 'sent_at')::timestamptz < now() - make_interval(days => v_days);
  if found then
    perform sluice.drop_unneeded_copies();
  end if;
  return next;
end
$$;

comment on function content.forget_messages(int) is
  'Removes the oldest messages of the current tenant that are kept no longer, this many at most, and the bodies that nothing refers to any more. Returns how many of each; none where the tenant keeps them for ever.';
revoke all on function content.forget_messages(int) from public;
grant execute on function content.forget_messages(int) to sluice_maintainer;
