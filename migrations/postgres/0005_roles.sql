-- Roles of portal users and the addresses that somebody looks after. Before the first release, so in one step: nodes of the program
-- before it stop first. What was one fixed role, "requester", becomes the role of that name;
-- who works in the office is a membership without a portal.

-- The second wall hides every row from whoever names no tenant.
select set_config('app.platform', 'on', true);

create table roles (
    tenant_id uuid not null references tenants (id),
    slug text not null check (length(slug) <= 60),
    name jsonb not null check (length(name::text) <= 20000),
    position bigint not null,
    sight text not null check (sight in ('own', 'sites', 'customer')),
    allows jsonb not null check (length(allows::text) <= 2000),
    denies jsonb not null check (length(denies::text) <= 2000),
    primary key (tenant_id, slug)
);

create trigger roles_revised after insert or update or delete on roles for each row execute function revise_tenant();

-- Until now a requester saw all of her customer; who is there keeps that. New portal users see their own.
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'requester', '{"de":"Anfragen stellen","en":"Requester","nl":"Aanvrager"}'::jsonb, 0, 'own', '["create","comment"]'::jsonb, '[]'::jsonb from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'site-manager', '{"de":"Standortleitung","en":"Site manager","nl":"Locatiebeheerder"}'::jsonb, 1, 'sites', '["create","comment"]'::jsonb, '[]'::jsonb from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'customer-admin', '{"de":"Verwaltung","en":"Customer administrator","nl":"Klantbeheerder"}'::jsonb, 2, 'customer', '["create","comment"]'::jsonb, '[]'::jsonb from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'reader', '{"de":"Nur lesen","en":"Read only","nl":"Alleen lezen"}'::jsonb, 3, 'customer', '[]'::jsonb, '[]'::jsonb from tenants;

alter table memberships add column id uuid not null default gen_random_uuid();
alter table memberships alter column id drop default;
alter table memberships drop column role;
alter table memberships add primary key (tenant_id, id);

create table membership_roles (
    tenant_id uuid not null,
    membership_id uuid not null,
    role_slug text not null,
    primary key (tenant_id, membership_id, role_slug),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade,
    foreign key (tenant_id, role_slug) references roles (tenant_id, slug)
);
create index membership_roles_by_role on membership_roles (tenant_id, role_slug);
insert into membership_roles (tenant_id, membership_id, role_slug)
select tenant_id, id, 'requester' from memberships where portal_id is not null;
insert into membership_roles (tenant_id, membership_id, role_slug)
select tenant_id, id, 'reader' from memberships where portal_id is not null;

create table membership_sites (
    tenant_id uuid not null,
    membership_id uuid not null,
    address_id uuid not null,
    primary key (tenant_id, membership_id, address_id),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade,
    foreign key (tenant_id, address_id) references addresses (tenant_id, id)
);
create index membership_sites_by_address on membership_sites (tenant_id, address_id);

-- Counts per status look into this index alone, whatever limits them.
drop index work_orders_by_status;
create index work_orders_by_status on work_orders (tenant_id, status_id, customer_id, requester_id, address_id);
create index work_orders_by_requester on work_orders (tenant_id, requester_id, customer_id, created_at, id);
create index work_orders_by_address on work_orders (tenant_id, address_id, created_at, id);

do $wall$
declare
    walled text;
begin
    foreach walled in array array['roles', 'membership_roles', 'membership_sites'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy own_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::uuid))',
            walled
        );
        execute format(
            'create policy platform on %I using ((select current_setting(''app.platform'', true)) = ''on'')',
            walled
        );
    end loop;
end
$wall$;
