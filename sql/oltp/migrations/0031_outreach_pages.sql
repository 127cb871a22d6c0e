set local role sluice_owner;

-- Pages of records, newest first, of whatever status: read from these, however many there are.
create index idx_campaigns_newest on oltp.campaigns (tenant_id, created_at, id);
create index idx_leads_newest on oltp.leads (tenant_id, created_at, id);
create index idx_email_accounts_newest on oltp.email_accounts (tenant_id, created_at, id);
