create or replace function queue.record_attempt(p_tenant_id uuid, p_family text, p_outcome text, p_due_at timestamptz,
  p_claimed_at timestamptz, p_ended_at timestamptz, p_is_lost boolean)
returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  -- Clocks are set back now and then; no job waits or runs for less than no time.
  insert into sluice.outbox (tenant_id, target, record)
  values (p_tenant_id, 'outreach.queue_events', jsonb_build_object(
    'id', gen_random_uuid(), 'occurred_at', p_ended_at, 'queue_family', p_family, 'kind', 'attempt', 'outcome', p_outcome,
    'wait_us', greatest((extract(epoch from p_claimed_at - p_due_at) * 1000000)::bigint, 0),
    'run_us', case when not p_is_lost then greatest((extract(epoch from p_ended_at - p_claimed_at) * 1000000)::bigint, 0) end))
$$;

comment on function queue.record_attempt(uuid, text, text, timestamptz, timestamptz, timestamptz, boolean) is
  'Writes down that an attempt at a job has ended, in the transaction that ends it: outreach.queue_events, by the outbox. The owner''s own.';
revoke all on function queue.record_attempt(uuid, text, text, timestamptz, timestamptz, timestamptz, boolean) from public;
