create or replace function sluice.lock_quarantine(p_tenant_id uuid)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- In content a row takes a text along or brings one back: who collects texts must see it there or not at all. He takes this one first, too.
  if to_regprocedure('content.life_cycle_key(uuid)') is not null then
    perform pg_advisory_xact_lock_shared(content.life_cycle_key(p_tenant_id));
  end if;
  -- Against who drops copies that nothing seems to need.
  perform pg_advisory_xact_lock(hashtextextended('sluice.quarantined_rows ' || p_tenant_id, 0));
end
$$;

comment on function sluice.lock_quarantine(uuid) is
  'Waits for its turn to change what is set aside of a tenant, until the transaction ends; in content also with the life-cycle of messages held off. The owner''s own.';
revoke all on function sluice.lock_quarantine(uuid) from public;
