-- Counts every change of a tenant's catalogue (work types, statuses, flows, free fields) and portals. A node that keeps the catalogue in
-- memory compares this number, which every request reads anyway, so that nothing outdated is ever used. Triggers count, so that nobody
-- who writes can forget it.

alter table tenants add column revision bigint not null default 1;

create function revise_tenant() returns trigger language plpgsql as $$
begin
    update tenants set revision = revision + 1 where id = coalesce(new.tenant_id, old.tenant_id);
    return null;
end
$$;

create trigger portals_revised after insert or update or delete on portals for each row execute function revise_tenant();
create trigger work_types_revised after insert or update or delete on work_types for each row execute function revise_tenant();
create trigger fields_revised after insert or update or delete on fields for each row execute function revise_tenant();
create trigger flows_revised after insert or update or delete on flows for each row execute function revise_tenant();
create trigger statuses_revised after insert or update or delete on statuses for each row execute function revise_tenant();
