create or replace function sluice.partition_bounds(p_table regclass)
returns table (partition regclass, is_default boolean, from_at timestamptz, until_at timestamptz)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select b.partition, b.expression = 'DEFAULT',
    substring(b.expression from 'FROM \(''([^'']+)''\)')::timestamptz,
    substring(b.expression from 'TO \(''([^'']+)''\)')::timestamptz
  from (
    select c.oid::regclass as partition, pg_get_expr(c.relpartbound, c.oid) as expression
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = p_table
  ) as b
  order by 3 nulls last
$$;

comment on function sluice.partition_bounds(regclass) is
  'The partitions of a table partitioned by time, earliest first, the default one (without bounds) last. The owner''s own.';
revoke all on function sluice.partition_bounds(regclass) from public;
