-- Who a login is at an identity provider. The subject never changes there, so it is what finds the login again.
create table identities (
    tenant_id uuid not null,
    issuer text not null check (length(issuer) <= 500),
    subject text not null check (length(subject) <= 255),
    user_id uuid not null,
    linked_at bigint not null,
    primary key (tenant_id, issuer, subject),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
-- A login is one person at a provider: a second name with her address is somebody else, who was given it after her.
create unique index identities_by_user on identities (tenant_id, user_id, issuer);

-- Browsers that were sent to a provider and have not come back.
create table provider_sign_ins (
    tenant_id uuid not null,
    browser_hash bytea not null check (length(browser_hash) = 32),
    portal_id uuid not null,
    provider text not null check (length(provider) <= 60),
    next text not null check (length(next) <= 2000),
    expires_at bigint not null,
    primary key (tenant_id, browser_hash),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index provider_sign_ins_by_end on provider_sign_ins (expires_at);

alter table identities enable row level security;
alter table identities force row level security;
create policy own_tenant on identities
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on identities using ((select current_setting('app.platform', true)) = 'on');

alter table provider_sign_ins enable row level security;
alter table provider_sign_ins force row level security;
create policy own_tenant on provider_sign_ins
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on provider_sign_ins using ((select current_setting('app.platform', true)) = 'on');
