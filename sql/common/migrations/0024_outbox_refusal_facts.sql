set local role sluice_owner;

-- What the database analytics refused is an operator's to look at and to set aside: by which rule it was refused, and since when. Rows that were
-- refused before have these facts after their next try.

alter table sluice.outbox
  add column last_code text,
  add column last_constraint text,
  add column first_refused_at timestamptz,
  add column last_refused_at timestamptz,
  add constraint outbox_code_shape check (last_code ~ '^[0-9A-Z_]+$'),
  add constraint outbox_constraint_has_code check (last_constraint is null or last_code is not null),
  add constraint outbox_refused_agrees
    check ((first_refused_at is null) = (last_refused_at is null) and (first_refused_at is null or attempts > 0));
comment on column sluice.outbox.last_code is
  'Why it was refused the last time: a SQLSTATE, UNKNOWN_TENANT or UNKNOWN_TARGET; null where it never was.';
comment on column sluice.outbox.last_constraint is 'The constraint that it breaks; null where it breaks none that has a name.';
comment on column sluice.outbox.first_refused_at is 'When it was refused for the first time, as far as that was written down; null where it never was.';
comment on column sluice.outbox.last_refused_at is 'When it was refused for the last time; null where it never was.';
comment on constraint outbox_code_shape on sluice.outbox is 'A code is no message, which might quote a value.';
comment on constraint outbox_constraint_has_code on sluice.outbox is 'Who breaks a constraint is told so by a SQLSTATE.';
comment on constraint outbox_refused_agrees on sluice.outbox is 'What was refused was so for a first and a last time.';

grant update (last_code, last_constraint, first_refused_at, last_refused_at) on sluice.outbox to sluice_maintainer;

-- For them alone, who are few: that a row was refused is looked for by itself.
create index idx_outbox_refused on sluice.outbox (tenant_id, id) where attempts > 0;

comment on column sluice.quarantined_rows.missing is
  'What it lacks: the ids that did not exist, by column; of a row of the outbox that analytics refused, the code as "refused"; null for a copy that others need.';
