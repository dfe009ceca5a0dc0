-- A name at a provider is tied to a login only when the sign-in is complete; until the second factor it waits here.
alter table half_sign_ins add column provider text check (length(provider) <= 60);
alter table half_sign_ins add column issuer text check (length(issuer) <= 500);
alter table half_sign_ins add column subject text check (length(subject) <= 255);

-- The session of somebody who only proves anew at the provider who she is. None: she signs in.
alter table provider_sign_ins add column session_id uuid;

-- Links from one portal to another for who is signed in at the first. session_id is that session, and no foreign key: a link without it opens
-- nothing.
create table crossings (
    tenant_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    session_id uuid not null,
    user_id uuid not null,
    portal_id uuid not null,
    expires_at bigint not null,
    primary key (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index crossings_by_session on crossings (tenant_id, session_id);
create index crossings_by_end on crossings (expires_at);

alter table crossings enable row level security;
alter table crossings force row level security;
create policy own_tenant on crossings
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on crossings using ((select current_setting('app.platform', true)) = 'on');
