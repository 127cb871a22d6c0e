set local role sluice_owner;

-- Tickets -------------------------------------------------------------------------------------------------------------
-- Infinity is in no day that could be recomputed.

alter table helpdesk.tickets add constraint tickets_created_at_finite check (isfinite(created_at));
comment on constraint tickets_created_at_finite on helpdesk.tickets is 'A ticket is opened at an instant of the calendar.';
