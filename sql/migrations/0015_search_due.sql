set local role sluice_owner;

-- What is gone over once more is not missing meanwhile: that a source's documents are to be made again is another thing than that some
-- are not there.
alter table sluice.search_sources add column is_due boolean not null default false;
update sluice.search_sources set is_due = not is_complete;
comment on column sluice.search_sources.is_due is 'Whether documents of its rows are to be made, in batches: sluice.index_next_rows.';
comment on column sluice.search_sources.indexed_until is 'Primary key of the last row that has been gone over, while documents are made; null before the first.';
