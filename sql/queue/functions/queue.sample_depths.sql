create or replace function queue.sample_depths()
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_minute constant timestamptz := date_trunc('minute', v_now);
  v_sampled bigint;
begin
  insert into queue.depth_samples (sampled_at) values (v_minute) on conflict do nothing;
  if not found then
    return 0;
  end if;
  delete from queue.depth_samples as s where s.sampled_at < v_minute - interval '1 hour';

  insert into sluice.outbox (tenant_id, target, record)
  select w.tenant_id, 'outreach.queue_events', jsonb_build_object(
    'id', gen_random_uuid(), 'occurred_at', v_now, 'queue_family', w.queue_family, 'kind', 'sample', 'depth', w.depth)
  from (
    select j.tenant_id, j.queue_family, count(*) as depth
    from queue.jobs as j
    where j.status = 'ready' and j.rank_at <= v_now and j.run_at <= v_now
    group by j.tenant_id, j.queue_family
  ) as w;
  get diagnostics v_sampled = row_count;
  return v_sampled;
end
$$;

comment on function queue.sample_depths() is
  'Writes down how many jobs of each tenant and family are due and not yet claimed, once a minute: outreach.queue_events, by the outbox. Returns how many such figures; 0 where this minute has been looked at already.';
revoke all on function queue.sample_depths() from public;
grant execute on function queue.sample_depths() to sluice_maintainer;
