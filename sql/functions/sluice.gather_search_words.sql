create or replace function sluice.gather_search_words(p_is_full boolean default false, p_batch int default 5000)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- The planner knows nothing of what a batch begins after, and would read all documents.
set enable_seqscan = off
as $$
declare
  v_state sluice.search_gathering;
  v_last_xid xid8;
  v_last_id uuid;
  v_count bigint;
begin
  -- Batches are short: a second gatherer waits for its turn.
  select * into strict v_state from sluice.search_gathering for update;
  if p_is_full then
    v_state.gathered := null;
    v_state.target := null;
    v_state.round := v_state.round + 1;
    v_state.is_sweeping := true;
  end if;
  if v_state.target is null then
    v_state.target := pg_current_snapshot();
    v_state.after_xid := null;
    v_state.after_id := null;
  end if;
  -- Transactions that the gathered snapshot shows are passed over, and most of them not even looked at.
  v_state.after_xid := coalesce(v_state.after_xid, pg_snapshot_xmin(v_state.gathered), '0');
  v_state.after_id := coalesce(v_state.after_id, '00000000-0000-0000-0000-000000000000');

  select b.xid, b.id, b.count into v_last_xid, v_last_id, v_count
  from (
    select d.xid, d.id, count(*) over () as count
    from (
      select n.xid, n.id
      from sluice.search_documents as n
      where (n.xid, n.id) > (v_state.after_xid, v_state.after_id) and n.xid < pg_snapshot_xmax(v_state.target)
      order by n.xid, n.id
      limit p_batch
    ) as d
  ) as b
  order by b.xid desc, b.id desc
  limit 1;

  if found then
    insert into sluice.search_words as w (tenant_id, source, word, documents, round)
    select d.tenant_id, d.source, t.word, count(*), v_state.round
    from sluice.search_documents as d
    cross join lateral unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', d.title))) as t (word)
    where (d.xid, d.id) > (v_state.after_xid, v_state.after_id) and (d.xid, d.id) <= (v_last_xid, v_last_id)
      and pg_visible_in_snapshot(d.xid, v_state.target)
      and (v_state.gathered is null or not pg_visible_in_snapshot(d.xid, v_state.gathered))
      -- Numbers, addresses and the like are not misspelt but wrong, and the parts of compounds are there by themselves.
      and length(t.word) between 3 and 40 and t.word !~ '[0-9@/\\._:+&=?#%*|''"-]'
    group by d.tenant_id, d.source, t.word
    order by d.tenant_id, d.source, t.word
    on conflict (tenant_id, source, word) do update
      set documents = case when w.round = excluded.round then w.documents else 0 end + excluded.documents, round = excluded.round;
    update sluice.search_gathering
    set gathered = v_state.gathered, target = v_state.target, after_xid = v_last_xid, after_id = v_last_id, round = v_state.round,
      is_sweeping = v_state.is_sweeping;
    return v_count;
  end if;

  if v_state.is_sweeping then
    delete from sluice.search_words as w
    where w.ctid = any (array(select o.ctid from sluice.search_words as o where o.round < v_state.round limit p_batch));
    get diagnostics v_count = row_count;
    v_state.is_sweeping := v_count > 0;
    update sluice.search_gathering
    set gathered = v_state.gathered, target = v_state.target, after_xid = v_state.after_xid, after_id = v_state.after_id,
      round = v_state.round, is_sweeping = v_state.is_sweeping;
    if v_count > 0 then
      return v_count;
    end if;
  end if;
  update sluice.search_gathering set gathered = v_state.target, target = null, after_xid = null, after_id = null;
  return 0;
end
$$;

comment on function sluice.gather_search_words(boolean, int) is
  'Gathers words of the titles of so many documents that are new since the last call, or begins to gather all of them anew, and lets words go that none has any more. Returns how many it has dealt with; 0 when it is done.';
revoke all on function sluice.gather_search_words(boolean, int) from public;
grant execute on function sluice.gather_search_words(boolean, int) to sluice_maintainer;
