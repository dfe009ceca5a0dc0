-- Roles of portal users and the addresses that somebody looks after. Before the first release, so in one step: nodes of the program
-- before it stop first. What was one fixed role, "requester", becomes the role of that name;
-- who works in the office is a membership without a portal.

create table roles (
    tenant_id blob not null references tenants (id),
    slug text not null check (length(slug) <= 60),
    name text not null check (length(name) <= 20000),
    position integer not null,
    sight text not null check (sight in ('own', 'sites', 'customer')),
    allows text not null check (length(allows) <= 2000),
    denies text not null check (length(denies) <= 2000),
    primary key (tenant_id, slug)
) strict;

create trigger roles_revised_by_insert after insert on roles
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger roles_revised_by_update after update on roles
begin update tenants set revision = revision + 1 where id = new.tenant_id; end;
create trigger roles_revised_by_delete after delete on roles
begin update tenants set revision = revision + 1 where id = old.tenant_id; end;

-- Until now a requester saw all of her customer; who is there keeps that. New portal users see their own.
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'requester', '{"de":"Anfragen stellen","en":"Requester","nl":"Aanvrager"}', 0, 'own', '["create","comment"]', '[]' from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'site-manager', '{"de":"Standortleitung","en":"Site manager","nl":"Locatiebeheerder"}', 1, 'sites', '["create","comment"]', '[]' from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'customer-admin', '{"de":"Verwaltung","en":"Customer administrator","nl":"Klantbeheerder"}', 2, 'customer', '["create","comment"]', '[]' from tenants;
insert into roles (tenant_id, slug, name, position, sight, allows, denies)
select id, 'reader', '{"de":"Nur lesen","en":"Read only","nl":"Alleen lezen"}', 3, 'customer', '[]', '[]' from tenants;

create table memberships_new (
    tenant_id blob not null,
    id blob not null,
    user_id blob not null,
    -- Staff have neither portal nor customer; portal users have both.
    portal_id blob,
    customer_id blob,
    contact_id blob,
    primary key (tenant_id, id),
    check ((portal_id is null) = (customer_id is null)),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
) strict;
insert into memberships_new (tenant_id, id, user_id, portal_id, customer_id, contact_id)
select tenant_id, randomblob(16), user_id, portal_id, customer_id, contact_id from memberships;
drop table memberships;
alter table memberships_new rename to memberships;
create unique index memberships_by_portal on memberships (tenant_id, user_id, portal_id) where portal_id is not null;
create unique index memberships_by_office on memberships (tenant_id, user_id) where portal_id is null;
create index memberships_by_customer on memberships (tenant_id, customer_id);

create table membership_roles (
    tenant_id blob not null,
    membership_id blob not null,
    role_slug text not null,
    primary key (tenant_id, membership_id, role_slug),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade,
    foreign key (tenant_id, role_slug) references roles (tenant_id, slug)
) strict, without rowid;
create index membership_roles_by_role on membership_roles (tenant_id, role_slug);
insert into membership_roles (tenant_id, membership_id, role_slug)
select tenant_id, id, 'requester' from memberships where portal_id is not null;
insert into membership_roles (tenant_id, membership_id, role_slug)
select tenant_id, id, 'reader' from memberships where portal_id is not null;

create table membership_sites (
    tenant_id blob not null,
    membership_id blob not null,
    address_id blob not null,
    primary key (tenant_id, membership_id, address_id),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade,
    foreign key (tenant_id, address_id) references addresses (tenant_id, id)
) strict, without rowid;
create index membership_sites_by_address on membership_sites (tenant_id, address_id);

-- Counts per status look into this index alone, whatever limits them.
drop index work_orders_by_status;
create index work_orders_by_status on work_orders (tenant_id, status_id, customer_id, requester_id, address_id);
create index work_orders_by_requester on work_orders (tenant_id, requester_id, customer_id, created_at, id);
create index work_orders_by_address on work_orders (tenant_id, address_id, created_at, id);
