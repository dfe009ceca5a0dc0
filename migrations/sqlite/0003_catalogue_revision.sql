-- Counts every change of a tenant's catalogue (work types, statuses, flows, free fields) and portals. A node that keeps the catalogue in
-- memory compares this number, which every request reads anyway, so that nothing outdated is ever used. Triggers count, so that nobody
-- who writes can forget it.

alter table tenants add column revision integer not null default 1;

create trigger portals_revised_by_insert after insert on portals
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger portals_revised_by_update after update on portals
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger portals_revised_by_delete after delete on portals
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;

create trigger work_types_revised_by_insert after insert on work_types
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger work_types_revised_by_update after update on work_types
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger work_types_revised_by_delete after delete on work_types
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;

create trigger fields_revised_by_insert after insert on fields
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger fields_revised_by_update after update on fields
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger fields_revised_by_delete after delete on fields
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;

create trigger flows_revised_by_insert after insert on flows
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger flows_revised_by_update after update on flows
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger flows_revised_by_delete after delete on flows
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;

create trigger statuses_revised_by_insert after insert on statuses
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger statuses_revised_by_update after update on statuses
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger statuses_revised_by_delete after delete on statuses
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;
