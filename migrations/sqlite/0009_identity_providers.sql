-- Who a login is at an identity provider. The subject never changes there, so it is what finds the login again.
create table identities (
    tenant_id blob not null,
    issuer text not null check (length(issuer) <= 500),
    subject text not null check (length(subject) <= 255),
    user_id blob not null,
    linked_at integer not null,
    primary key (tenant_id, issuer, subject),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
-- A login is one person at a provider: a second name with her address is somebody else, who was given it after her.
create unique index identities_by_user on identities (tenant_id, user_id, issuer);

-- Browsers that were sent to a provider and have not come back.
create table provider_sign_ins (
    tenant_id blob not null,
    browser_hash blob not null check (length(browser_hash) = 32),
    portal_id blob not null,
    provider text not null check (length(provider) <= 60),
    next text not null check (length(next) <= 2000),
    expires_at integer not null,
    primary key (tenant_id, browser_hash),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
create index provider_sign_ins_by_end on provider_sign_ins (expires_at);
