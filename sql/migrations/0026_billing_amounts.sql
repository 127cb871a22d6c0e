set local role sluice_owner;

-- A numeric may be "not a number", which every sum over it would be as well.
alter table outreach.billing_entries
  add constraint billing_entries_amount_is_number check (amount <> 'NaN');
comment on constraint billing_entries_amount_is_number on outreach.billing_entries is 'A charge is a number: no sum over it is NaN.';
