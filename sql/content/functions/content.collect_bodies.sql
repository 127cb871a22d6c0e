create or replace function content.collect_bodies(p_after bytea, p_limit int)
returns table (examined int, last_hash bytea, bodies int)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_hashes bytea[];
begin
  perform pg_advisory_xact_lock(content.life_cycle_key(v_tenant));
  v_hashes := array(
    select b.hash
    from content.message_bodies as b
    where b.tenant_id = v_tenant and b.hash > p_after
    order by b.hash
    limit p_limit);
  examined := cardinality(v_hashes);
  last_hash := v_hashes[examined];
  delete from content.message_bodies as b
  where b.tenant_id = v_tenant and b.hash = any (v_hashes)
    and not exists (select from content.email_messages as m where m.tenant_id = v_tenant and m.body_hash = b.hash);
  get diagnostics bodies = row_count;
  return next;
end
$$;

comment on function content.collect_bodies(bytea, int) is
  'Looks at the bodies of the current tenant after this hash, so many at most, and removes those that no message refers to. Returns how many it looked at, the last of them, and how many it removed.';
revoke all on function content.collect_bodies(bytea, int) from public;
grant execute on function content.collect_bodies(bytea, int) to sluice_maintainer;
