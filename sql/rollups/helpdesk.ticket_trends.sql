-- Tickets per UTC hour and status.
-- Sums and counts only, never averages: they add up to any coarser question.

create materialized view helpdesk_rollup.ticket_trends
with (autovacuum_vacuum_insert_threshold = 100, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_scale_factor = 0.05)
as
select
  tenant_id,
  date_trunc('hour', created_at, 'UTC') as bucket,
  status,
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

-- Unique, so that it can be refreshed concurrently.
create unique index idx_ticket_trends_bucket on helpdesk_rollup.ticket_trends (tenant_id, bucket, status) nulls not distinct;
comment on materialized view helpdesk_rollup.ticket_trends is 'Tickets per UTC hour and status. All tenants: read helpdesk.ticket_trends instead.';

-- The barrier keeps a caller's own expressions away from other tenants' rows: an error in one would tell of them.
create view helpdesk.ticket_trends with (security_barrier) as
select
  tenant_id,
  bucket,
  status,
  tickets,
  resolved,
  resolution_us,
  first_responses,
  first_response_us,
  sla_known,
  sla_breaches,
  satisfaction_count,
  satisfaction_sum
from helpdesk_rollup.ticket_trends
where tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);

comment on view helpdesk.ticket_trends is 'Tickets per UTC hour and status. One tenant''s rows.';
comment on column helpdesk.ticket_trends.tenant_id is 'The tenant.';
comment on column helpdesk.ticket_trends.bucket is 'Start of the UTC hour that the tickets were opened in.';
comment on column helpdesk.ticket_trends.status is 'Where the tickets stand.';
comment on column helpdesk.ticket_trends.tickets is 'Tickets opened in the bucket.';
comment on column helpdesk.ticket_trends.resolved is 'Of them, those that were resolved.';
comment on column helpdesk.ticket_trends.resolution_us is 'Microseconds from opening to resolution, summed over the resolved ones; null when there are none.';
comment on column helpdesk.ticket_trends.first_responses is 'Of them, those that were answered.';
comment on column helpdesk.ticket_trends.first_response_us is 'Microseconds from opening to the first answer, summed over the answered ones; null when there are none.';
comment on column helpdesk.ticket_trends.sla_known is 'Of them, those of which it is known whether a promised time was missed.';
comment on column helpdesk.ticket_trends.sla_breaches is 'Of them, those that missed a promised time.';
comment on column helpdesk.ticket_trends.satisfaction_count is 'Of them, those that the customer rated.';
comment on column helpdesk.ticket_trends.satisfaction_sum is 'Sum of the ratings; null when there are none.';

grant select on helpdesk.ticket_trends to sluice_gateway;
-- Nothing on helpdesk_rollup.ticket_trends: row-level security does not work on it.

select sluice.record_rollup('ticket_trends', pg_current_snapshot(), now());
