-- Tickets per UTC hour and channel.
-- Sums and counts only, never averages: they add up to any coarser question.

create materialized view helpdesk_rollup.channel_performance
with (autovacuum_vacuum_insert_threshold = 100, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_scale_factor = 0.05)
as
select
  tenant_id,
  date_trunc('hour', created_at, 'UTC') as bucket,
  channel,
  count(*) as tickets,
  count(resolved_at) as resolved,
  sum((extract(epoch from (resolved_at - created_at)) * 1000000)::bigint)::bigint as resolution_us,
  count(first_responded_at) as first_responses,
  sum((extract(epoch from (first_responded_at - created_at)) * 1000000)::bigint)::bigint as first_response_us,
  count(sla_breached) as sla_known,
  count(*) filter (where sla_breached) as sla_breaches,
  count(satisfaction_score) as satisfaction_count,
  sum(satisfaction_score)::bigint as satisfaction_sum
from helpdesk.tickets
group by 1, 2, 3
order by 1, 2, 3;

-- Unique, so that it can be refreshed concurrently; it includes what the dashboard asks for, which is then answered out of
-- the index alone.
create unique index idx_channel_performance_bucket on helpdesk_rollup.channel_performance (tenant_id, bucket, channel)
  include (tickets, resolved, resolution_us, satisfaction_count, satisfaction_sum)
  nulls not distinct;
comment on materialized view helpdesk_rollup.channel_performance is 'Tickets per UTC hour and channel. All tenants: read helpdesk.channel_performance instead.';

-- The barrier keeps a caller's own expressions away from other tenants' rows: an error in one would tell of them.
create view helpdesk.channel_performance with (security_barrier) as
select
  tenant_id,
  bucket,
  channel,
  tickets,
  resolved,
  resolution_us,
  first_responses,
  first_response_us,
  sla_known,
  sla_breaches,
  satisfaction_count,
  satisfaction_sum
from helpdesk_rollup.channel_performance
where tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);

comment on view helpdesk.channel_performance is 'Tickets per UTC hour and channel. One tenant''s rows.';
comment on column helpdesk.channel_performance.tenant_id is 'The tenant.';
comment on column helpdesk.channel_performance.bucket is 'Start of the UTC hour that the tickets were opened in.';
comment on column helpdesk.channel_performance.channel is 'How the tickets reached the helpdesk.';
comment on column helpdesk.channel_performance.tickets is 'Tickets opened in the bucket.';
comment on column helpdesk.channel_performance.resolved is 'Of them, those that were resolved.';
comment on column helpdesk.channel_performance.resolution_us is 'Microseconds from opening to resolution, summed over the resolved ones; null when there are none.';
comment on column helpdesk.channel_performance.first_responses is 'Of them, those that were answered.';
comment on column helpdesk.channel_performance.first_response_us is 'Microseconds from opening to the first answer, summed over the answered ones; null when there are none.';
comment on column helpdesk.channel_performance.sla_known is 'Of them, those of which it is known whether a promised time was missed.';
comment on column helpdesk.channel_performance.sla_breaches is 'Of them, those that missed a promised time.';
comment on column helpdesk.channel_performance.satisfaction_count is 'Of them, those that the customer rated.';
comment on column helpdesk.channel_performance.satisfaction_sum is 'Sum of the ratings; null when there are none.';

grant select on helpdesk.channel_performance to sluice_gateway;
-- Nothing on helpdesk_rollup.channel_performance: row-level security does not work on it.

select sluice.record_rollup('channel_performance', pg_current_snapshot(), now());
