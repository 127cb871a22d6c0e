create or replace function sluice.drop_audit_entries(p_months int, p_operator text, p_run_id text, p_is_dry_run boolean)
returns table (month text, entries bigint, partition text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
#variable_conflict use_column
declare
  -- No argument names it: nothing else can be dropped by this.
  c_trail constant regclass := 'sluice.audit_entries';
  v_keep_from timestamptz;
  v_old record;
  v_entries bigint;
  v_gone jsonb := '[]';
  v_by_month jsonb;
begin
  if p_months is null or p_months not between 1 and 1200 then
    raise exception 'The audit trail is kept for 1 to 1,200 whole months, not %.', coalesce(p_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  v_keep_from := date_trunc('month', now()) - make_interval(months => p_months);
  -- Whoever makes or drops its partitions takes turns.
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || c_trail::oid, 0));

  -- All is counted before the first month goes: from then on every change in this database waits for the end of the transaction.
  for v_old in
    select b.partition, to_char(b.from_at, 'YYYY-MM') as month
    from (
      select c.oid::regclass as partition,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \(''([^'']+)''\)')::timestamptz as from_at,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as until_at
      from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = c_trail
    ) as b
    where b.until_at <= v_keep_from
    order by b.from_at
  loop
    if p_is_dry_run is false then
      -- Nobody adds an entry that is not counted.
      execute format('lock table %s in share mode', v_old.partition);
    end if;
    execute format('select count(*) from %s', v_old.partition) into v_entries;
    v_gone := v_gone || jsonb_build_object('month', v_old.month, 'entries', v_entries, 'partition', v_old.partition);
  end loop;

  if p_is_dry_run is false then
    with gone as (
      delete from sluice.audit_entries_default as d where d.occurred_at < v_keep_from returning d.occurred_at
    )
    select v_gone || coalesce(jsonb_agg(jsonb_build_object('month', g.month, 'entries', g.entries, 'partition', null)), '[]') into v_gone
    from (select to_char(occurred_at, 'YYYY-MM') as month, count(*) as entries from gone group by 1) as g;

    for v_old in
      select o.partition from jsonb_to_recordset(v_gone) as o (partition regclass) where o.partition is not null
    loop
      execute format('drop table %s', v_old.partition);
    end loop;

    if v_gone <> '[]' then
      select jsonb_object_agg(g.month, g.entries), sum(g.entries) into v_by_month, v_entries
      from (
        select o.month, sum(o.entries) as entries from jsonb_to_recordset(v_gone) as o (month text, entries bigint) group by o.month
      ) as g;
      perform sluice.record_operator_action(null, p_operator, p_run_id, 'audit drop', c_trail::text, 'succeeded',
        jsonb_build_object('entries', v_entries, 'entriesByMonth', v_by_month),
        jsonb_build_object('olderThanMonths', p_months, 'keptFrom', to_char(v_keep_from, 'YYYY-MM')));
    end if;
  else
    select v_gone || coalesce(jsonb_agg(jsonb_build_object('month', g.month, 'entries', g.entries, 'partition', null)), '[]') into v_gone
    from (
      select to_char(d.occurred_at, 'YYYY-MM') as month, count(*) as entries
      from sluice.audit_entries_default as d where d.occurred_at < v_keep_from group by 1
    ) as g;
  end if;

  return query
  select o.month, o.entries, o.partition
  from jsonb_to_recordset(v_gone) as o (month text, entries bigint, partition text)
  order by o.month, o.partition;
end
$$;

comment on function sluice.drop_audit_entries(int, text, text, boolean) is
  'Drops the months of the audit trail that ended more than so many whole months (1 or more) before the current one began, and such entries of the default partition, and writes down, as an entry of the installation, who did it, which months they were and how many entries they had. Returns them. A dry run only counts.';
revoke all on function sluice.drop_audit_entries(int, text, text, boolean) from public;
grant execute on function sluice.drop_audit_entries(int, text, text, boolean) to sluice_maintainer;
