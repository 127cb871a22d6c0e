set local role sluice_owner;

-- A row that the database analytics refuses must hold up no other one, and must be seen: it waits longer after each try, with the reason.

alter table sluice.outbox
  add column due_at timestamptz not null default clock_timestamp(),
  add column attempts int not null default 0,
  add column last_error text,
  add constraint outbox_attempts_not_negative check (attempts >= 0),
  add constraint outbox_error_agrees check ((attempts > 0) = (last_error is not null));
comment on column sluice.outbox.due_at is 'When it is to be moved, at the earliest.';
comment on column sluice.outbox.attempts is 'How often the database analytics has refused it.';
comment on column sluice.outbox.last_error is 'Why it was refused the last time, without a value of the row; null where it never was.';
comment on constraint outbox_attempts_not_negative on sluice.outbox is 'Nothing is refused less than never.';
comment on constraint outbox_error_agrees on sluice.outbox is 'What was refused was refused for a reason.';

create index idx_outbox_due on sluice.outbox (tenant_id, due_at, id);

-- What is locked so that no other worker takes it needs the right to update; what it says nobody changes.
grant update (due_at, attempts, last_error) on sluice.outbox to sluice_maintainer;
