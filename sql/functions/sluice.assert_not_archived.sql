create or replace function sluice.assert_not_archived(p_dataset text, p_earliest timestamptz)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_archived_until timestamptz;
begin
  -- Only months that are over can be archived, so whoever writes the current one asks nothing and locks nothing.
  if p_earliest is null or p_earliest >= date_trunc('month', now(), 'UTC') then
    return;
  end if;
  -- The lock makes archiving wait for this writer. A writer whose snapshot is older than an archiving that has been gets a
  -- serialization failure here, where it would else write into a month that is closed.
  select d.archived_until into v_archived_until from sluice.datasets as d where d.name = p_dataset for share;
  if p_earliest < v_archived_until then
    raise exception 'Rows of % before % are archived and cannot be written; one of % was to be.',
      p_dataset, v_archived_until, p_earliest
      using errcode = 'object_not_in_prerequisite_state',
        hint = 'What was archived lives on in the rollups alone. Leave such rows out.';
  end if;
end
$$;

comment on function sluice.assert_not_archived(text, timestamptz) is
  'Fails where an instant lies in a dataset''s archived months. Called by the triggers of the change log with the earliest row written. The owner''s own.';
revoke all on function sluice.assert_not_archived(text, timestamptz) from public;
