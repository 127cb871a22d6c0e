set local role sluice_owner;

-- Whether a delivery was set aside is asked for each that is on its way here.
create index idx_quarantined_rows_delivery on sluice.quarantined_rows (tenant_id, (record ->> 'id'))
  where relation = 'outreach.deliveries';
