-- What administrators of a customer do about their colleagues. Before the first release, so in one step: nodes of the program before it,
-- which do not know the new permission, stop first.

-- The second wall hides every row from whoever names no tenant.
select set_config('app.platform', 'on', true);

-- The place of a login may be closed without the login: somebody else may have given it another place.
alter table memberships add column closed_at bigint;
-- When somebody last signed in at this place; that of the login tells of all its places.
alter table memberships add column last_sign_in_at bigint;
update memberships set last_sign_in_at = (
    select u.last_sign_in_at from users u where u.tenant_id = memberships.tenant_id and u.id = memberships.user_id
)
where (
    select count(*) from memberships m where m.tenant_id = memberships.tenant_id and m.user_id = memberships.user_id
) = 1;

-- The administrators that every tenant began with may invite from now on. Roles that took everything away go on doing so.
update roles set allows = '["create","comment","invite"]'
where slug = 'customer-admin' and allows = '["create","comment"]';
update roles set denies = '["create","comment","invite"]' where denies = '["create","comment"]';

-- A place that somebody is offered by mail. Login and membership are made when it is accepted, so an offer to an address that has a login
-- looks like any other.
create table offers (
    tenant_id uuid not null,
    id uuid not null,
    portal_id uuid not null,
    customer_id uuid not null,
    email text not null check (length(email) <= 254),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    -- Slugs, and ids of the customer's addresses.
    roles jsonb not null check (length(cast(roles as text)) <= 20000),
    sites jsonb not null check (length(cast(sites as text)) <= 200000),
    -- The membership of who offers it; the offer stands as long as that person may make it.
    made_by uuid not null,
    made_by_name text not null check (length(made_by_name) <= 200),
    created_at bigint not null,
    -- Made when the mail is: only that mail has the secret. None: nothing was sent yet.
    secret_hash bytea check (length(secret_hash) = 32),
    sent_at bigint,
    sends bigint not null,
    expires_at bigint,
    accepted_at bigint,
    revoked_at bigint,
    primary key (tenant_id, id),
    check ((secret_hash is null) = (sent_at is null)),
    check ((secret_hash is null) = (expires_at is null)),
    check (accepted_at is null or revoked_at is null),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
-- One that is open at a time.
create unique index offers_open on offers (tenant_id, customer_id, portal_id, email)
where accepted_at is null and revoked_at is null;
create index offers_by_customer on offers (tenant_id, customer_id, portal_id, created_at);
create unique index offers_by_secret on offers (tenant_id, secret_hash) where secret_hash is not null;

-- The code by which people say that they belong to a customer. It is handed out, so it is no secret of a person and kept as it is.
create table join_codes (
    tenant_id uuid not null,
    portal_id uuid not null,
    customer_id uuid not null,
    code text not null check (length(code) <= 40),
    made_at bigint not null,
    primary key (tenant_id, portal_id, customer_id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create unique index join_codes_by_code on join_codes (tenant_id, portal_id, code);

-- Places that people asked for by themselves, from the mail with the link until somebody decides. A decided one is gone.
create table registrations (
    tenant_id uuid not null,
    id uuid not null,
    portal_id uuid not null,
    customer_id uuid not null,
    email text not null check (length(email) <= 254),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    created_at bigint not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    expires_at bigint not null,
    -- Since when it waits for approval; None: the address is not confirmed yet.
    confirmed_at bigint,
    -- Of the password that a new person chose.
    password_hash text check (length(password_hash) <= 500),
    primary key (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create unique index registrations_by_email on registrations (tenant_id, portal_id, email);
create unique index registrations_by_secret on registrations (tenant_id, secret_hash);
create index registrations_by_end on registrations (expires_at);

alter table offers enable row level security;
alter table offers force row level security;
create policy own_tenant on offers
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on offers using ((select current_setting('app.platform', true)) = 'on');

alter table join_codes enable row level security;
alter table join_codes force row level security;
create policy own_tenant on join_codes
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on join_codes using ((select current_setting('app.platform', true)) = 'on');

alter table registrations enable row level security;
alter table registrations force row level security;
create policy own_tenant on registrations
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on registrations using ((select current_setting('app.platform', true)) = 'on');
