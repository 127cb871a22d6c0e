import { createCatalogueCheck } from '../isolation-check.js';

/**
 * The triggers of the change log, on every dataset's table and partitions. What is written past them is never stale: rollups and caches
 * would go on giving old answers as new ones. Not a matter of isolation, but of the other promise, and so as serious.
 */
export const changeLogCheck = createCatalogueCheck({
  id: 'change-log',
  title: "Whatever is written to a dataset's table or partitions reaches the change log",
  severity: 'failed',
  text: `
    with relation as (
      select d.root, t.relid, t.isleaf
      from (
        select distinct coalesce(pg_catalog.pg_partition_root(t.tgrelid), t.tgrelid) as root
        from pg_catalog.pg_trigger as t
        join pg_catalog.pg_proc as p on p.oid = t.tgfoid
        where t.tgname like 'log\\_%' and strpos(p.prosrc, 'sluice.changes') > 0
      ) as d
      cross join lateral pg_catalog.pg_partition_tree(d.root) as t
      where t.isleaf or t.relid = d.root
    ),
    wanted as (
      select r.root, r.relid, w.name, w.enabled, w.mode
      from relation as r
      cross join (values ('log_insert', 'O', ''), ('log_update', 'O', ''), ('log_delete', 'O', ''), ('log_truncate', 'A', 'always '),
        ('log_replicated', 'R', 'replica ')) as w (name, enabled, mode)
      where r.isleaf or w.name <> 'log_truncate'
    )
    select
      format('The trigger %s of %s is %s: what is written there does not show in rollups and cached answers.', w.name, w.relid,
        case when t.oid is null then 'missing' else 'disabled' end),
      case when t.oid is null
        then format('delete from sluice.definitions where name = %L; then run sluice migrate and sluice refresh, and restart the gateways',
          'datasets/' || w.root::text)
        else format('alter table %s enable %strigger %s; then run sluice refresh, and restart the gateways', w.relid, w.mode, w.name)
      end
    from wanted as w
    left join pg_catalog.pg_trigger as t on t.tgrelid = w.relid and t.tgname = w.name
    where t.oid is null or t.tgenabled not in ('A', w.enabled::"char")
    order by 1`,
});
