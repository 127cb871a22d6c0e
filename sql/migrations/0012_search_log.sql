set local role sluice_owner;

-- How long searches are kept: per tenant where it says so, else as the worker is told.
alter table sluice.tenants
  add column search_log_days int,
  add constraint tenants_search_log_days_range check (search_log_days between 1 and 3660);
comment on column sluice.tenants.search_log_days is 'For how many days its searches are kept; null for as many as the worker is told.';
comment on constraint tenants_search_log_days_range on sluice.tenants is 'Searches are kept for one day to ten years.';
grant update (search_log_days) on sluice.tenants to sluice_maintainer;

-- Searches ----------------------------------------------------------------------------------------------------------
-- What a tenant's people search for, partitioned by month. Nothing says who: no subject, no token, no address.

create table sluice.searches (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null,
  created_at timestamptz not null,
  query text not null,
  normalized_query text not null,
  language text,
  types text[] not null,
  result_count bigint not null,
  is_exact boolean not null,
  has_result boolean not null,
  corrected_query text,
  is_corrected boolean not null,
  duration_us bigint not null,
  opened_at timestamptz,
  primary key (tenant_id, created_at, id),
  constraint searches_query_length check (length(query) <= 1000),
  constraint searches_normalized_query_length check (length(normalized_query) <= 1000),
  constraint searches_corrected_query_length check (length(corrected_query) <= 1000),
  constraint searches_language_shape check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint searches_result_count_not_negative check (result_count >= 0),
  constraint searches_has_result_agrees check (has_result = (result_count > 0)),
  constraint searches_is_corrected_agrees check (is_corrected = (corrected_query is not null)),
  constraint searches_duration_not_negative check (duration_us >= 0)
) partition by range (created_at);
comment on table sluice.searches is 'One row per search that was answered.';
comment on column sluice.searches.tenant_id is 'The tenant that searched.';
comment on column sluice.searches.id is 'The search''s id, which its hits carry; its first 48 bits are created_at in milliseconds.';
comment on column sluice.searches.created_at is 'When it was asked, in whole milliseconds.';
comment on column sluice.searches.query is 'What was searched for, as it was typed.';
comment on column sluice.searches.normalized_query is 'The same in lower case and with single spaces, so that equal searches count as one.';
comment on column sluice.searches.language is 'The language that was asked for; null for the tenant''s own.';
comment on column sluice.searches.types is 'The kinds of records that were searched.';
comment on column sluice.searches.result_count is 'How many records were found.';
comment on column sluice.searches.is_exact is 'Whether result_count is all there is; false where counting stopped at a bound.';
comment on column sluice.searches.has_result is 'Whether any record was found.';
comment on column sluice.searches.corrected_query is 'What was searched for in place of a query that found nothing; null where that is the query itself.';
comment on column sluice.searches.is_corrected is 'Whether something else was searched for.';
comment on column sluice.searches.duration_us is 'From the request to its answer, in microseconds.';
comment on column sluice.searches.opened_at is 'When one of its hits was first opened; null while none was.';
comment on constraint searches_query_length on sluice.searches is 'A query has at most 1,000 characters.';
comment on constraint searches_normalized_query_length on sluice.searches is 'A query has at most 1,000 characters.';
comment on constraint searches_corrected_query_length on sluice.searches is 'A query has at most 1,000 characters.';
comment on constraint searches_language_shape on sluice.searches is 'A language is written as in en or pt-BR.';
comment on constraint searches_result_count_not_negative on sluice.searches is 'Nothing is found less than never.';
comment on constraint searches_has_result_agrees on sluice.searches is 'A search has a result where it found a record.';
comment on constraint searches_is_corrected_agrees on sluice.searches is 'A search is corrected where something else was searched for.';
comment on constraint searches_duration_not_negative on sluice.searches is 'No search is answered before it is asked.';

alter table sluice.searches enable row level security;
alter table sluice.searches force row level security;

create policy read_tenant on sluice.searches for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on sluice.searches to sluice_owner using (true) with check (true);

grant select on sluice.searches to sluice_gateway;
-- The gateway writes through sluice.record_searches alone. The maintainer has no business with what people search for:
-- it forgets through sluice.forget_searches.

create table sluice.searches_default partition of sluice.searches default;
comment on table sluice.searches_default is 'searches: rows of months that have no partition yet.';
alter table sluice.searches_default enable row level security;
alter table sluice.searches_default force row level security;
create policy all_owner on sluice.searches_default to sluice_owner using (true) with check (true);

-- Openings ----------------------------------------------------------------------------------------------------------

create table sluice.search_openings (
  tenant_id uuid not null references sluice.tenants (id),
  id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default now(),
  search_id uuid not null,
  record_type text not null,
  record_id uuid not null,
  position int,
  primary key (tenant_id, created_at, id),
  constraint search_openings_position_range check (position between 1 and 100000)
) partition by range (created_at);
comment on table sluice.search_openings is 'One row per hit of a search that was opened, however often.';
comment on column sluice.search_openings.tenant_id is 'The tenant that searched.';
comment on column sluice.search_openings.id is 'The opening''s id.';
comment on column sluice.search_openings.created_at is 'When it was first opened.';
comment on column sluice.search_openings.search_id is 'The search that found the record.';
comment on column sluice.search_openings.record_type is 'What kind of record it is, as ticket.';
comment on column sluice.search_openings.record_id is 'The record''s id.';
comment on column sluice.search_openings.position is 'Its place among the hits, from 1 on; null where nobody said.';
comment on constraint search_openings_position_range on sluice.search_openings is 'Places are counted from 1.';

create index idx_search_openings_search on sluice.search_openings (tenant_id, search_id, record_type, record_id);

alter table sluice.search_openings enable row level security;
alter table sluice.search_openings force row level security;

create policy read_tenant on sluice.search_openings for select to sluice_gateway
  using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid));
create policy all_owner on sluice.search_openings to sluice_owner using (true) with check (true);

grant select on sluice.search_openings to sluice_gateway;
-- The gateway writes through sluice.record_search_opening alone.

create table sluice.search_openings_default partition of sluice.search_openings default;
comment on table sluice.search_openings_default is 'search_openings: rows of months that have no partition yet.';
alter table sluice.search_openings_default enable row level security;
alter table sluice.search_openings_default force row level security;
create policy all_owner on sluice.search_openings_default to sluice_owner using (true) with check (true);
