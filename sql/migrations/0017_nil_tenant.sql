set local role sluice_owner;

-- The nil uuid stands for the installation, in sluice.audit_entries.
alter table sluice.tenants add constraint tenants_id_not_nil check (id <> '00000000-0000-0000-0000-000000000000');
comment on constraint tenants_id_not_nil on sluice.tenants is 'The nil uuid is no tenant''s: entries about the installation as a whole carry it.';
